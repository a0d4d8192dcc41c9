// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskworkers.simulation.scalers.Scalers;
import dev.taskworkers.simulation.world.Beginning;
import dev.taskworkers.simulation.world.Range;
import dev.taskworkers.simulation.world.Wishes;
import dev.taskworkers.simulation.world.Workload;
import dev.taskworkers.simulation.world.Workloads;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
@DisplayName("A simulation")
class SimulationTest {
  @ParameterizedTest(name = "of {0} comes to the same for the same seed")
  @EnumSource(Scalers.class)
  void is_deterministic(Scalers policy) {
    var comparison = new Comparison(twoHoursOf("sparse"), List.of(policy));
    assertThat(comparison.outcome(7).results()).isEqualTo(comparison.outcome(7).results());
  }

  @ParameterizedTest(name = "pays at least for the work that was done, with {0}")
  @EnumSource(
      value = Scalers.class,
      names = {"OURS", "OURS_FOREIGN", "KEDA_TUNED", "KPA"})
  void pays_for_work(Scalers policy) {
    var workload = twoHoursOf("batch");
    var tasks = workload.tasks(1);
    double work = 0;
    for (var task = 0; task < tasks.count(); task++) {
      work += tasks.work(task);
    }
    var run =
        new Simulation(tasks, workload.seconds(), workload.config(), 1)
            .run(policy.make(workload.config()));
    assertThat(run.cost().podSeconds() - run.cost().idleSeconds())
        .isGreaterThanOrEqualTo(work / workload.config().slotsPerPod());
    assertThat(Arrays.stream(run.waits()).min().orElse(0)).isNotNegative();
  }

  /** The first two of eight hours that are alike. */
  private static Workload twoHoursOf(String name) {
    var all = Workloads.of(name);
    return new Workload(name, 2 * 3600, all.config(), all.rate(), all.durations(), all.failing());
  }

  @Test
  @DisplayName("has no task start before its round trip is over")
  void takes_the_round_trip() {
    var workload = Workloads.of("sparse");
    var config = workload.config().withRoundTrip(new Range(1, 2));
    var run =
        new Simulation(workload.tasks(1), workload.seconds(), config, 1)
            .run(Scalers.OURS.make(config));
    assertThat(Arrays.stream(run.waits()).min().orElse(0)).isGreaterThanOrEqualTo(1);
  }

  /** Calculated independently of this code, by another program. */
  @ParameterizedTest(name = "finds the clairvoyant''s limit on {0} near {1} pod-hours")
  @CsvSource({"step, 29.0", "batch, 13.5", "ramp, 26.9"})
  void oracle(String name, double podHours) {
    var workload = Workloads.of(name);
    var run =
        new Simulation(workload.tasks(1), workload.seconds(), workload.config(), 1).runOracle();
    assertThat(run.cost().podSeconds() / 3600).isCloseTo(podHours, within(0.05 * podHours));
    assertThat(Arrays.stream(run.waits()).max().orElse(0)).isLessThanOrEqualTo(30);
  }

  @Test
  @DisplayName("never removes a busy pod when ours scales workers that report")
  void never_cuts_tasks() {
    var outcome = new Comparison(Workloads.of("ramp"), List.of(Scalers.OURS)).outcome(3);
    assertThat(outcome.scores().get("ours").removedWhileBusy()).isZero();
  }

  @Test
  @DisplayName("begins with the pods that are ready and the tasks that wait")
  void begins() {
    var workload = Workloads.of("sparse");
    var config = workload.config().with(workload.config().wishes(), new Beginning(3, 12));
    var begun = workload.with(config);
    var run =
        new Simulation(begun.tasks(1), begun.seconds(), config, 1).run(Scalers.OURS.make(config));
    assertThat(begun.tasks(1).count()).isEqualTo(workload.tasks(1).count() + 12);
    // Three pods of four slots take twelve tasks at once, within a round trip.
    assertThat(Arrays.stream(run.waits()).limit(12)).allMatch(wait -> wait <= 0.2);
    assertThat(run.ready(0)).isEqualTo(3);
  }

  @Test
  @DisplayName("keeps as many pods as its user wants at least, with our policy")
  void floor() {
    var workload = Workloads.of("sparse");
    var config = workload.config().with(new Wishes(2, 10, 30, 60), Beginning.EMPTY);
    var run =
        new Simulation(workload.tasks(1), workload.seconds(), config, 1)
            .run(Scalers.OURS.make(config));
    assertThat(run.ready(workload.seconds() - 1)).isEqualTo(2);
  }
}
