package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
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
