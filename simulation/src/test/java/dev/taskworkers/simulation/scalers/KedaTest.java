// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.simulation.Simulation;
import dev.taskworkers.simulation.SimulationRun;
import dev.taskworkers.simulation.world.Range;
import dev.taskworkers.simulation.world.SimulationConfig;
import dev.taskworkers.simulation.world.Tasks;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * KEDA 2.21 with a real HPA on Kubernetes was measured with these tasks: first pod after 224 s, 51
 * after 293 s, 100 after 315 s, the queue empty at 383 s, and the pods there until 827 s.
 */
@DisplayName("The port of KEDA, on 3 000 tasks within 20 s after a minute of nothing")
class KedaTest {
  private static final SimulationConfig MEASURED =
      SimulationConfig.usual().withDelays(new Range(2, 6), new Range(120, 240));

  @RepeatedTest(5)
  @DisplayName("does in time what the real one did")
  void is_as_measured(RepetitionInfo repetition) {
    var run =
        new Simulation(burst(), 1800, MEASURED, repetition.getCurrentRepetition())
            .run(Keda.tuned(MEASURED));
    var first = first(run, second -> run.existing(second) > 0);
    var half = first(run, second -> run.existing(second) >= 51);
    var all = first(run, second -> run.existing(second) == 100);
    var empty = first(run, second -> second > all && run.waiting(second) == 0);
    var gone = first(run, second -> second > empty && run.existing(second) < 50);
    assertThat(first).as("first pod").isBetween(180, 380);
    assertThat(half - first).as("from the first pod to 51").isBetween(40, 90);
    assertThat(all - half).as("from 51 to 100").isBetween(5, 30);
    assertThat(empty - all).as("from 100 pods to an empty queue").isBetween(10, 80);
    assertThat(gone - empty).as("pods that stay afterwards").isBetween(400, 620);
  }

  private static int first(SimulationRun run, IntPredicate condition) {
    return IntStream.range(0, run.seconds()).filter(condition).findFirst().orElse(-1);
  }

  private static Tasks burst() {
    var arrivals = new double[3000];
    Arrays.setAll(arrivals, task -> 70 + task / 150.0);
    var seconds = new double[3000];
    Arrays.setAll(seconds, task -> 3.5 + 3 * (task * 0.618 % 1));
    return new Tasks(arrivals, seconds, new BitSet());
  }
}
