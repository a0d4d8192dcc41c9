// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.BatchTaskHandler.Item;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.fixtures.World;
import dev.taskworkers.worker.handlers.BatchHandler;
import dev.taskworkers.worker.handlers.BatchLimits;
import dev.taskworkers.worker.handlers.BatchRunner;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A batch handler that fails at one bad task")
class BadRowsTest {
  private static final int TASKS = 20_000;
  private static final Duration RUN = Duration.ofMillis(100);

  private final Set<String> bad = new HashSet<>();
  private int runs;

  @DisplayName("costs no healthy task its attempts")
  @ParameterizedTest(name = "{0} of 1000 tasks are bad")
  @ValueSource(ints = {1, 5, 10, 20, 50})
  void buries_the_bad_alone(int badOfThousand) {
    var random = new Random(5);
    var world = world(this::insert, 5);
    for (int number = 0; number < TASKS; number++) {
      if (random.nextInt(1000) < badOfThousand) {
        bad.add("t" + number);
      }
      world.subscription.publish("t" + number);
    }
    // The bad ones fail at last one after the other, with pauses, and take longer than this.
    world.seconds(7200);
    assertThat(bad).containsAll(dead(world));
    assertThat(world.counters().of(TaskEvent.ACKED)).isEqualTo(TASKS - bad.size());
  }

  @Test
  void counts_an_attempt_for_nobody_but_the_bad_task() {
    bad.add("t3");
    var world = world(this::insert, 1);
    for (int number = 0; number < 50; number++) {
      world.subscription.publish("t" + number);
    }
    world.seconds(1);
    assertThat(world.counters().of(TaskEvent.FAILED)).isEqualTo(1);
    assertThat(dead(world)).containsExactly("t3");
    assertThat(world.counters().of(TaskEvent.ACKED)).isEqualTo(49);
    assertThat(runs).isEqualTo(11);
  }

  private List<Outcome> insert(List<Item> batch) {
    runs++;
    if (batch.stream().anyMatch(item -> bad.contains(item.task().id()))) {
      throw new IllegalStateException("duplicate key");
    }
    return batch.stream().map(item -> Outcome.ack()).toList();
  }

  private static Set<String> dead(World world) {
    var ids = new HashSet<String>();
    world.deadLetters.forEach(letter -> ids.add(letter.attributes().get("taskworkers-message-id")));
    return ids;
  }

  private static World world(BatchTaskHandler handler, int maxAttempts) {
    var limits = new BatchLimits(50, Duration.ofMillis(100));
    return new World(
        100,
        rules -> rules.maxAttempts = maxAttempts,
        InFlight.NONE,
        (timer, tasks) ->
            new BatchRunner(
                new BatchHandler(handler, limits, Optional::empty),
                thread -> timer.after(RUN, thread),
                timer));
  }
}
