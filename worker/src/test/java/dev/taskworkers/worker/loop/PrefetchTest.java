// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.Rate;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.fixtures.RulesBuilder;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A worker of very short tasks")
class PrefetchTest {
  private static final int SLOTS = 4;

  private Duration length = Duration.ofMillis(1);
  private Outcome outcome = Outcome.ack();

  @Test
  void fetches_ahead_what_begins_within_twenty_milliseconds() {
    var world = world(rules -> {});
    publish(world, 2000, "");
    world.seconds(0.3);
    assertThat(world.subscription.asked())
        .startsWith(SLOTS)
        .allMatch(asked -> asked <= 20 * SLOTS + SLOTS)
        .anyMatch(asked -> asked > 10 * SLOTS);
    world.seconds(2);
    assertThat(world.subscription.acknowledged()).hasSize(2000);
    assertThat(world.counters().of(TaskEvent.RETURNED)).isZero();
  }

  @Test
  void fetches_ahead_by_pulls_instead_of_its_stream_until_there_are_no_more() {
    var world = world(rules -> rules.pull = PullMode.STREAMING);
    publish(world, 2000, "");
    world.seconds(2.5);
    assertThat(world.subscription.acknowledged()).hasSize(2000);
    assertThat(world.subscription.limits()).containsExactly(SLOTS);
    assertThat(world.subscription.streaming()).isFalse();
    assertThat(world.subscription.asked())
        .allMatch(asked -> asked <= 20 * SLOTS + SLOTS)
        .anyMatch(asked -> asked > 10 * SLOTS);
    assertThat(world.counters().of(TaskEvent.RETURNED)).isZero();
    world.seconds(180);
    assertThat(world.subscription.limits()).containsExactly(SLOTS, SLOTS);
    assertThat(world.subscription.streaming()).isTrue();
  }

  @DisplayName("keeps its stream while tasks come one after the other")
  @ParameterizedTest(name = "with {0} slots")
  @ValueSource(ints = {1, 2, 4})
  void keeps_its_stream(int slots) {
    var world = world(slots, rules -> rules.pull = PullMode.STREAMING);
    for (int n = 0; n < 2000; n++) {
      world.subscription.publish("task-" + n, "");
      world.seconds(n % 2 == 0 ? 0.0005 : 0.1);
    }
    assertThat(world.subscription.acknowledged()).hasSize(2000);
    assertThat(world.subscription.limits()).containsExactly(slots);
  }

  @Test
  void asks_for_its_free_slots_alone_once_there_are_no_more() {
    var world = world(rules -> {});
    publish(world, 2000, "");
    world.seconds(40);
    assertThat(world.subscription.empty()).isTrue();
    var before = world.subscription.asked().size();
    world.seconds(60);
    assertThat(world.subscription.asked()).hasSizeGreaterThan(before);
    assertThat(world.subscription.asked().subList(before, world.subscription.asked().size()))
        .containsOnly(SLOTS);
  }

  @Test
  void says_that_it_has_them_all() {
    var world = ahead();
    var status = world.loop.report().status();
    assertThat(status.busy()).isGreaterThan(SLOTS);
    assertThat(status.busy()).isLessThanOrEqualTo(world.subscription.leased().size());
    assertThat(status.freeSince()).isEmpty();
  }

  /** Why nothing is fetched ahead. */
  enum Reason {
    LONG,
    FAILING,
    REJECTED,
    KEYED,
    COUNTED,
    PACED
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @DisplayName("fetches nothing ahead when they are")
  void fetches_nothing_ahead(Reason reason) {
    length = reason == Reason.LONG ? Duration.ofMillis(6) : length;
    outcome =
        switch (reason) {
          case FAILING -> Outcome.retry(Duration.ofSeconds(1));
          case REJECTED -> Outcome.drop("It is not wanted.");
          default -> outcome;
        };
    var world =
        world(
            rules -> {
              if (reason == Reason.PACED) {
                rules.rateLimits =
                    new RateLimits(
                        Optional.of(Rate.parse("100000/s", "rate")), Optional.empty(), 1);
              }
            });
    if (reason == Reason.COUNTED) {
      world.subscription.countDeliveries();
    }
    publish(world, 1000, reason == Reason.KEYED ? "key" : "");
    world.seconds(1);
    assertThat(world.counters().of(TaskEvent.STARTED)).isGreaterThan(100);
    assertThat(world.subscription.asked()).allMatch(asked -> asked <= SLOTS);
    assertThat(world.subscription.limits()).allMatch(limit -> limit <= SLOTS);
  }

  @Test
  void does_no_more_than_it_may() {
    var world = world(rules -> rules.maxTasks = 100);
    publish(world, 2000, "");
    world.seconds(60);
    assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(100);
    assertThat(world.drained()).isTrue();
    assertThat(world.subscription.acknowledged()).hasSize(100);
    assertThat(world.subscription.leased()).isEmpty();
  }

  @Nested
  @DisplayName("gives back what it has fetched ahead")
  class GivesBack {
    @Test
    void within_two_seconds_when_tasks_are_long_all_at_once() {
      var world = ahead();
      length = Duration.ofHours(1);
      world.seconds(2.1);
      assertThat(world.counters().of(TaskEvent.STARTED) - world.counters().of(TaskEvent.ACKED))
          .isEqualTo(SLOTS);
      assertThat(world.subscription.leased()).hasSize(SLOTS);
      assertThat(world.loop.report().status().busy()).isEqualTo(SLOTS);
      world.seconds(60);
      assertThat(world.subscription.leased()).hasSize(SLOTS);
    }

    @Test
    void at_once_when_it_leaves() {
      var world = ahead();
      length = Duration.ofSeconds(5);
      var started = world.counters().of(TaskEvent.STARTED);
      world.loop.drain("it was told to end");
      world.seconds(0.1);
      assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(started);
      assertThat(world.subscription.leased().size()).isLessThanOrEqualTo(SLOTS);
      world.seconds(10);
      assertThat(world.drained()).isTrue();
      assertThat(world.subscription.leased()).isEmpty();
    }
  }

  @Test
  void fetches_nothing_while_it_is_cordoned() {
    var world = ahead();
    world.loop.cordon();
    world.seconds(0.2);
    var asked = world.subscription.asked().size();
    world.seconds(20);
    assertThat(world.subscription.asked()).hasSize(asked);
    assertThat(world.subscription.leased()).isEmpty();
  }

  /** A world whose worker holds more than it has slots. */
  private World ahead() {
    var world = world(rules -> {});
    publish(world, 5000, "");
    for (int n = 0; n < 1000 && world.loop.report().status().busy() <= 2 * SLOTS; n++) {
      world.seconds(0.0005);
    }
    assertThat(world.loop.report().status().busy()).isGreaterThan(2 * SLOTS);
    return world;
  }

  private World world(Consumer<RulesBuilder> change) {
    return world(SLOTS, change);
  }

  private World world(int slots, Consumer<RulesBuilder> change) {
    return new World(
        slots,
        change,
        InFlight.NONE,
        (timer, tasks) ->
            (task, context) -> {
              var result = new CompletableFuture<Outcome>();
              timer.after(length, () -> result.complete(outcome));
              return result;
            });
  }

  private static void publish(World world, int tasks, String key) {
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    numbers.forEach(
        number ->
            world.subscription.publish("task-" + number, key.isEmpty() ? "" : key + number % 50));
  }
}
