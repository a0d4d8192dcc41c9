// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.fixtures.World;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A task that the worker fails to settle")
class UnsettledTest {
  /** Fails at each third end. */
  private static final class BrokenMemory implements InFlight {
    private int ends;

    @Override
    public void ended(String id) {
      if (++ends % 3 == 0) {
        throw new IllegalStateException("The memory is broken.");
      }
    }
  }

  @ParameterizedTest(name = "with the ordering key ''{0}''")
  @ValueSource(strings = {"", "key"})
  @DisplayName("is told of, tried again and done")
  void is_tried_again(String key) {
    var world = new World(4, rules -> {}, new BrokenMemory());
    for (int number = 0; number < 20; number++) {
      world.subscription.publish("t" + number, key);
    }
    for (int seconds = 0; seconds < 600; seconds++) {
      world.tasks.running().forEach(id -> world.tasks.end(id, Outcome.ack()));
      world.seconds(1);
    }
    assertThat(world.subscription.acknowledged()).hasSize(20);
    assertThat(world.subscription.empty()).isTrue();
    assertThat(world.counters().of(TaskEvent.UNSETTLED)).isGreaterThan(5);
    assertThat(world.deadLetters).isEmpty();
  }
}
