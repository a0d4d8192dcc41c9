// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.Rate;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A correction of the wall clock")
class WallClockTest {
  private static final int TASKS = 20;

  @ParameterizedTest(name = "by {0} s")
  @ValueSource(ints = {-3600, -120, -60, -30, 45, 90, 3600})
  void runs_no_task_twice_and_cancels_none(int step) {
    var world = new World(TASKS * 2);
    world.publish(IntStream.range(0, TASKS).mapToObj(n -> "t" + n).toArray(String[]::new));
    world.seconds(100);
    world.timer.stepWallClock(Duration.ofSeconds(step));
    world.seconds(200);

    assertThat(world.tasks.running()).hasSize(TASKS);
    assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(TASKS);
    assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isZero();
    assertThat(world.tasks.running()).noneMatch(world.tasks::cancelled);
  }

  @ParameterizedTest(name = "by {0} s")
  @ValueSource(ints = {-600, 600})
  void changes_no_rate(int step) {
    var world =
        new World(
            10,
            rules ->
                rules.rateLimits =
                    new RateLimits(Optional.of(Rate.parse("10/s", "rate")), Optional.empty(), 1));
    IntStream.range(0, 1000).forEach(n -> world.subscription.publish("t" + n));
    work(world, 10);
    var before = world.counters().of(TaskEvent.STARTED);
    world.timer.stepWallClock(Duration.ofSeconds(step));
    work(world, 10);

    assertThat(world.counters().of(TaskEvent.STARTED) - before).isBetween(99L, 101L);
  }

  @ParameterizedTest(name = "by {0} s")
  @ValueSource(ints = {-3600, 3600})
  void changes_no_time_limit(int step) {
    var world = new World(1);
    world.publish("t");
    world.seconds(300);
    world.timer.stepWallClock(Duration.ofSeconds(step));
    world.seconds(299);
    assertThat(world.tasks.cancelled("t")).isFalse();
    world.seconds(2);
    assertThat(world.tasks.running()).isEmpty();
    assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(1);
  }

  private static void work(World world, int seconds) {
    for (int step = 0; step < seconds * 20; step++) {
      while (!world.tasks.running().isEmpty()) {
        world.tasks.endAny(0, Outcome.ack());
      }
      world.seconds(0.05);
    }
  }
}
