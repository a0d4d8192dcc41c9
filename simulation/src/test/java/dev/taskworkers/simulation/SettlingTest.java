// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.simulation.scalers.Scalers;
import dev.taskworkers.simulation.world.Range;
import dev.taskworkers.simulation.world.SimulationConfig;
import dev.taskworkers.simulation.world.Tasks;
import java.util.Arrays;
import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

@Tag("slow")
@Label("Under a load that does not change")
class SettlingTest {
  private static final int SETTLED_AFTER = 1800;
  private static final int SECONDS = 5400;

  @Property(tries = 1000, seed = "1")
  @Label("the pods settle, whatever the delay of Monitoring and of pods")
  void settles(
      @ForAll @DoubleRange(min = 0.2, max = 12) double perSecond,
      @ForAll @IntRange(max = 600) int metricDelay,
      @ForAll @IntRange(min = 1, max = 120) int podStart,
      @ForAll Watching watching) {
    var config =
        SimulationConfig.usual()
            .withDelays(new Range(podStart, podStart), new Range(metricDelay, metricDelay));
    var policy = watching == Watching.DOORBELL ? Scalers.OURS : Scalers.OURS_PROBE;
    var run = new Simulation(steady(perSecond), SECONDS, config, 1).run(policy.make(config));
    var changes = 0;
    for (var second = SETTLED_AFTER; second < SECONDS; second++) {
      changes += run.ready(second) == run.ready(second - 1) ? 0 : 1;
    }
    assertThat(changes).as("changes in an hour").isLessThanOrEqualTo(6);
  }

  /** How new tasks are noticed. */
  enum Watching {
    DOORBELL,
    PROBE
  }

  private static Tasks steady(double perSecond) {
    var arrivals = new double[(int) (perSecond * SECONDS)];
    Arrays.setAll(arrivals, task -> (task + 0.5) / perSecond);
    var seconds = new double[arrivals.length];
    Arrays.fill(seconds, 5);
    return new Tasks(arrivals, seconds, new BitSet());
  }
}
