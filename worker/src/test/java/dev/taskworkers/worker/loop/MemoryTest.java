// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A worker with 16 slots and memory for three tasks")
class MemoryTest {
  private static final long THREE_TASKS = 3 * "data of task-00".length();

  @ParameterizedTest(name = "pulling {0}")
  @EnumSource(PullMode.class)
  @DisplayName("holds three at a time, and does them all")
  void holds_three_at_a_time(PullMode pull) {
    var world = worldOf48Tasks(pull);
    var most = 0;
    for (int step = 0; step < 200; step++) {
      world.seconds(0.1);
      var held = List.copyOf(world.tasks.running());
      most = Math.max(most, held.size());
      held.stream().findFirst().ifPresent(task -> world.tasks.end(task, Outcome.ack()));
    }
    assertThat(most).isEqualTo(3);
    assertThat(world.subscription.acknowledged()).hasSize(48);
    assertThat(world.subscription.empty()).isTrue();
  }

  @ParameterizedTest(name = "pulling {0}")
  @EnumSource(PullMode.class)
  @DisplayName("proves nothing by slots that are free for lack of memory")
  void proves_nothing(PullMode pull) {
    var world = worldOf48Tasks(pull);
    for (int second = 0; second < 60; second++) {
      world.seconds(1);
      assertThat(world.loop.report().status().freeSince()).isEmpty();
    }
  }

  @Test
  @DisplayName("fills the memory of a task that was here before its stream was opened")
  void fills_the_memory_of_a_task_that_was_here_before_its_stream() {
    var world = worldOf48Tasks(PullMode.STREAMING);
    world.seconds(1);
    var before = List.copyOf(world.tasks.running());
    assertThat(before).hasSize(3);
    world.subscription.endStream();
    world.tasks.end(before.get(0), Outcome.ack());
    world.tasks.end(before.get(1), Outcome.ack());
    world.seconds(10);
    assertThat(world.tasks.running()).hasSize(3);
    assertThat(world.subscription.streaming()).isTrue();
    world.tasks.end(before.get(2), Outcome.ack());
    for (int second = 0; second < 10; second++) {
      world.seconds(1);
      assertThat(world.loop.report().status().freeSince()).isEmpty();
    }
    assertThat(world.tasks.running()).hasSize(3);
  }

  private static World worldOf48Tasks(PullMode pull) {
    var world =
        new World(
            16,
            rules -> {
              rules.pull = pull;
              rules.mostBytes = THREE_TASKS;
            });
    IntStream.range(10, 58).forEach(n -> world.subscription.publish("task-" + n));
    return world;
  }
}
