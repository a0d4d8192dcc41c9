package dev.taskworkers.operator.arrivals.doorbell.counting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.arrivals.doorbell.counting.Sampling.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a doorbell stops to listen to everything, and what it knows then. */
final class SamplingTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LOOK_BACK = Duration.ofMinutes(6);

  private final SecondCounts counts = new SecondCounts(START.minus(LOOK_BACK), START);
  private final Sampling sampling = new Sampling(counts);

  private static Instant at(double second) {
    return START.plusMillis(Math.round(second * 1000));
  }

  private void hear(double published, int bytes, double now) {
    var task = new Delivery.Task(at(published), bytes);
    counts.count(task, at(now));
    sampling.heard(task, at(now));
  }

  private boolean begins(double openFor, double now) {
    return sampling.begins(Duration.ofMillis(Math.round(openFor * 1000)), at(now));
  }

  /** Reads what was published from {@code from} on until sampling begins; how many tasks. */
  private int readUntilItBegins(double from, int perSecond, int bytes, int readPerSecond) {
    sampling.opened();
    for (var i = 0; i < 1_000_000; i++) {
      var now = (double) i / readPerSecond;
      var published = from + (double) i / perSecond;
      if (published > now) {
        return Integer.MAX_VALUE;
      }
      hear(published, bytes, now);
      if (now >= 3 && i % 100 == 0 && begins(now, now)) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }

  private List<Integer> known(double now, int seconds) {
    var all = counts.snapshot(true, Instant.EPOCH, at(now)).perSecond();
    return all.subList(all.size() - seconds, all.size());
  }

  @Test
  void where_much_is_published_a_new_leader_does_not_read_all_of_the_last_minutes() {
    assertThat(readUntilItBegins(-360, 1_000, 200, 10_000)).isLessThan(40_000);
    assertThat(known(4, 300)).as("with holes").containsOnly(-1);
    assertThat(sampling.isOver(at(4))).as("listens to the next seconds at once").isTrue();
  }

  @Test
  void large_payloads_are_not_read_for_minutes_either() {
    assertThat(readUntilItBegins(-360, 20, 1_000_000, 10)).isLessThan(101);
  }

  @Test
  void where_little_is_published_the_last_minutes_are_read_to_the_end() {
    assertThat(readUntilItBegins(-360, 150, 500, 10_000)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void a_burst_in_the_last_minutes_is_read_to_the_end() {
    sampling.opened();
    for (var i = 0; i < 10_000; i++) {
      hear(-200 + i / 10_000.0, 200, 3);
    }

    assertThat(begins(3, 3)).isFalse();
  }

  @Test
  void many_tasks_a_second_begin_it() {
    sampling.opened();
    for (var i = 0; i <= 402; i++) {
      hear(100 + i / 201.0, 100, 100.1 + i / 201.0);
    }

    assertThat(begins(50, 102.1)).isTrue();
    assertThat(sampling.isOver(at(102.1))).as("it rests first").isFalse();
    assertThat(known(104.1, 5)).containsExactly(201, 201, -1, -1, -1);
  }

  @Test
  void few_tasks_of_many_bytes_begin_it_too() {
    sampling.opened();
    for (var i = 0; i <= 20; i++) {
      hear(100 + i / 10.0, 110_000, 100.1 + i / 10.0);
    }

    assertThat(begins(50, 102.1)).isTrue();
  }

  @Test
  void who_is_behind_and_does_not_catch_up_skips_what_was_missed() {
    sampling.opened();
    for (var i = 0; i < 35; i++) {
      hear(i * 0.5, 10_000, i);
    }
    assertThat(begins(29, 35)).as("it may still catch up").isFalse();

    assertThat(begins(30, 35)).isTrue();
    assertThat(sampling.phase()).isEqualTo(Phase.REST);
    assertThat(sampling.isOver(at(35))).isTrue();
  }

  private void window(double now) {
    sampling.rest(at(now - 8));
    sampling.listen(at(now));
  }

  @Test
  void a_window_that_was_heard_in_whole_counts_as_it_is() {
    window(99.5);
    for (var i = 0; i < 350; i++) {
      hear(99 + i / 100.0, 100, 99.1 + i / 100.0);
    }

    assertThat(sampling.goesOn(at(103.5))).as("a hundred a second are few").isFalse();
    assertThat(known(103.5, 5)).containsExactly(-1, 100, 100, -1, -1);
    assertThat(sampling.estimates()).isFalse();
  }

  @Test
  void of_a_window_of_which_a_part_came_the_rate_is_taken() {
    window(99.5);
    for (var i = 0; i < 400; i++) {
      hear(99.5 + i / 1000.0, 100, 100.1 + i * 3.4 / 400);
    }

    assertThat(sampling.goesOn(at(103.5))).isTrue();
    assertThat(sampling.estimates()).isTrue();
    assertThat(known(103.5, 4).get(0)).isBetween(990, 1010);
    assertThat(known(103.5, 4).get(1)).isBetween(990, 1010);
  }

  @Test
  void a_window_in_which_older_tasks_came_first_is_unknown_and_not_zero() {
    window(99.5);
    for (var i = 0; i < 400; i++) {
      hear(70 + i / 1000.0, 100, 100.1 + i * 3.4 / 400);
    }

    assertThat(sampling.goesOn(at(103.5))).isTrue();
    assertThat(known(103.5, 4)).containsOnly(-1);
  }

  @Test
  void after_a_window_in_which_nothing_came_it_listens_again_all_the_time() {
    window(99.5);

    assertThat(sampling.goesOn(at(103.5))).isFalse();
    assertThat(known(103.5, 4)).containsOnly(-1);
  }

  @Test
  void a_window_after_which_the_stream_fell_silent_is_complete() {
    window(99.5);
    hear(100.2, 100, 100.3);
    hear(100.7, 100, 100.8);

    assertThat(sampling.goesOn(at(103.5))).isFalse();
    assertThat(known(103.5, 4)).containsExactly(2, 0, -1, -1);
  }
}
