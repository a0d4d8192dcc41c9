// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.Seats.Seat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What tenants whose calls hang leave to others. */
final class SeatsTest {
  private static final int ALL = 128;
  private static final int OF_EACH = 16;
  private static final Duration HANGS = Duration.ofSeconds(10);

  private long now;
  private final Seats seats = new Seats(ALL, OF_EACH, () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** As many as it gets. */
  private List<Seat> takeAll(String tenant) {
    return Stream.generate(() -> seats.take(tenant))
        .takeWhile(Optional::isPresent)
        .map(Optional::get)
        .toList();
  }

  private List<Seat> takeAll(int tenants) {
    var taken = new ArrayList<Seat>();
    IntStream.range(0, tenants).forEach(n -> taken.addAll(takeAll("slow-" + n)));
    return taken;
  }

  private void call(String tenant, Duration time) {
    var seat = seats.take(tenant).orElseThrow();
    pass(time);
    seat.leave();
  }

  private void known(String tenant) {
    call(tenant, Duration.ofMillis(5));
  }

  @Test
  void a_tenant_has_its_share_and_no_more() {
    var taken = takeAll("media");
    assertThat(taken).hasSize(OF_EACH);

    taken.get(3).leave();
    assertThat(seats.has("media")).isTrue();
    assertThat(takeAll("media")).hasSize(1);
    assertThat(seats.has("media")).isFalse();
  }

  @Test
  void four_tenants_whose_calls_hang_at_once_leave_another_its_share() {
    assertThat(takeAll(4)).hasSize(4 * OF_EACH);

    assertThat(takeAll("media")).hasSize(OF_EACH);
  }

  @Test
  void before_it_shows_whose_calls_hang_seven_tenants_leave_half_a_share_to_one_that_is_known() {
    known("media");
    IntStream.range(0, 7).forEach(n -> known("slow-" + n));
    assertThat(takeAll(7)).hasSize(7 * OF_EACH);

    assertThat(takeAll("media")).hasSize(OF_EACH / 2);
  }

  @Test
  void any_number_of_tenants_whose_calls_hang_leave_its_share_to_one_whose_calls_do_not() {
    known("media");
    for (var round = 0; round < 30; round++) {
      var taken = takeAll(500);
      assertThat(takeAll("media")).hasSize(OF_EACH).allSatisfy(Seat::leave);
      pass(HANGS);
      taken.forEach(Seat::leave);
    }
  }

  @Test
  void those_whose_calls_are_slow_leave_half_to_the_others() {
    var taken = takeAll(4);
    pass(HANGS);
    taken.forEach(Seat::leave);

    assertThat(takeAll(4)).hasSize(ALL / 2);
    assertThat(takeAll("media")).hasSize(OF_EACH);
    assertThat(takeAll("mail")).hasSize(OF_EACH);
  }

  @Test
  void it_shows_that_a_call_hangs_while_it_is_under_way() {
    takeAll(4);
    assertThat(seats.take("slow-4")).isPresent();
    pass(HANGS);

    assertThat(seats.has("slow-4")).isFalse();
    assertThat(takeAll("media")).hasSize(OF_EACH);
  }

  @Test
  void calls_that_take_a_moment_are_not_slow() {
    call("media", Seats.SLOW);
    takeAll(4);
    pass(HANGS);

    assertThat(takeAll("media")).hasSize(OF_EACH);
  }

  @Test
  void who_was_slow_is_so_for_ten_times_as_long_whatever_ends_soon_meanwhile() {
    call("busy", HANGS);
    pass(HANGS.multipliedBy(Seats.REMEMBERED - 1));
    call("busy", Duration.ofMillis(5));
    takeAll(4);
    pass(HANGS.minusMillis(6));
    assertThat(seats.has("busy")).isFalse();

    pass(Duration.ofMillis(1));
    assertThat(takeAll("busy")).hasSize(OF_EACH);
  }

  @Test
  void a_short_delay_does_not_shorten_what_is_remembered_of_a_long_one() {
    call("busy", HANGS);
    call("busy", Seats.SLOW.plusMillis(1));
    takeAll(4);
    pass(HANGS.multipliedBy(Seats.REMEMBERED - 1));

    assertThat(seats.has("busy")).isFalse();
  }

  @Test
  void a_call_costs_as_little_among_two_thousand_tenants_as_among_ten() {
    var seats = new Seats(Integer.MAX_VALUE, OF_EACH, () -> now);
    for (var n = 0; n < 2000; n++) {
      call(seats, "tenant-" + n, n % 2 == 0 ? Duration.ofMillis(5) : HANGS);
    }
    var before = seats.looks();
    for (var n = 0; n < 2000; n++) {
      call(seats, "tenant-" + n, Duration.ofMillis(5));
      seats.has("tenant-" + (n + 1));
    }

    assertThat(seats.looks() - before).isLessThan(10 * 2000);
  }

  private void call(Seats seats, String tenant, Duration time) {
    var seat = seats.take(tenant).orElseThrow();
    var other = seats.take(tenant).orElseThrow();
    pass(time);
    seat.leave();
    other.leave();
  }

  @Test
  void who_had_no_call_for_long_is_known_no_more() {
    known("mail");
    pass(Seats.KNOWN);
    known("media");
    pass(Duration.ofSeconds(1));
    takeAll(6);

    assertThat(seats.has("mail")).as("a quarter is for those who are known").isFalse();
    assertThat(seats.take("mail")).isEmpty();
    assertThat(takeAll("media")).isNotEmpty();
  }

  @Test
  void those_who_are_known_no_more_take_no_memory() {
    for (var n = 0; n < 1000; n++) {
      known("tenant-" + n);
    }
    pass(Seats.KNOWN.plusSeconds(10));
    for (var n = 0; n < 2000; n++) {
      known("other-" + n);
    }

    assertThat(seats.tenants()).isLessThanOrEqualTo(2000);
  }
}
