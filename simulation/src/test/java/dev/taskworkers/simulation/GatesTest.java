// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.simulation.scalers.Scalers;
import dev.taskworkers.simulation.world.Workloads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("The promises on waits and pod-hours, median of 10 seeds")
@TestInstance(Lifecycle.PER_CLASS)
class GatesTest {
  private static final int SEEDS = 10;
  private static final List<Scalers> PEERS =
      List.of(
          Scalers.KEDA,
          Scalers.KEDA_TUNED,
          Scalers.WPA,
          Scalers.KPA,
          Scalers.TARGET_TRACKING,
          Scalers.FLINK);

  /** Medians by workload: the oracle of a seed serves all rows, and is the dearest of all. */
  private final Map<String, Map<String, Score>> played = new HashMap<>();

  @ParameterizedTest(name = "{1} on {0}: p95 {2} s, p99 {3} s, {4} pod-hours, {5} x the oracle''s")
  @CsvSource({
    "step, ours, 10, 33, 36, 1.25",
    "step, ours-foreign, 10, 33, 36, 1.25",
    "step, ours-probe, 10, 45, 41, 1.35",
    "batch, ours, 58, 60, 24, 1.4",
    "batch, ours-foreign, 58, 60, 24, 1.4",
    "batch, ours-probe, 130, 135, 37, 2.2",
    "sparse, ours, 40, 40, 0.4, 1.5",
    "sparse, ours-foreign, 43, 43, 1.1, 5",
    "sparse, ours-probe, 45, 45, 0.8, 3",
    "ramp, ours, 6, 6, 31, 1.2",
    "ramp, ours-foreign, 6, 6, 31, 1.2",
    "ramp, ours-probe, 5, 5, 34, 1.2",
    "heavy-tail, ours, 10, 20, 12, 1.3",
    // A slot is held for the pull, too, of which the oracle's plan knows nothing: 12.05 pod-hours,
    // 1.506 times the oracle's, in place of 11.66 and 1.458 where pulls take no time.
    "heavy-tail, ours-foreign, 10, 20, 12.1, 1.51",
    "outage-samples, ours, 10, 33, 36, 1.25",
    "outage-reports, ours, 10, 33, 38, 1.35",
    "outage-doorbell, ours, 10, 45, 38, 1.35",
    "poison, ours, 10, 33, 45, 1.3"
  })
  void are_kept(
      String workload, String policy, double p95, double p99, double podHours, double oracles) {
    var medians = medians(workload);
    var score = medians.get(policy);
    assertThat(score.waits().p95()).isLessThanOrEqualTo(p95);
    assertThat(score.waits().p99()).isLessThanOrEqualTo(p99);
    assertThat(score.podHours()).isLessThanOrEqualTo(podHours);
    assertThat(score.podHours() / medians.get(Comparison.ORACLE).podHours())
        .isLessThanOrEqualTo(oracles);
    assertThat(policy.equals("ours-foreign") ? 0 : score.removedWhileBusy()).isZero();
  }

  @ParameterizedTest(name = "no peer has both shorter waits and fewer pod-hours on {0}")
  @ValueSource(strings = {"step", "batch", "sparse", "ramp", "heavy-tail", "poison"})
  void no_peer_is_better_on_both(String workload) {
    var medians = medians(workload);
    var ours = medians.get("ours");
    assertThat(medians)
        .allSatisfy(
            (policy, score) ->
                assertThat(
                        !isPeer(policy)
                            || score.waits().p99() >= ours.waits().p99()
                            || score.podHours() >= ours.podHours())
                    .as(policy)
                    .isTrue());
  }

  private static boolean isPeer(String policy) {
    return PEERS.stream().anyMatch(peer -> peer.word().equals(policy));
  }

  private Map<String, Score> medians(String workload) {
    return played.computeIfAbsent(workload, GatesTest::play);
  }

  private static Map<String, Score> play(String workload) {
    var comparison = new Comparison(Workloads.of(workload), policies(workload));
    var results = new ArrayList<Result>();
    for (var seed = 1; seed <= SEEDS; seed++) {
      results.addAll(comparison.outcome(seed).results());
    }
    return Medians.byPolicy(results);
  }

  /** Those that a row above asks about, and no more: each costs a second or so a seed. */
  private static List<Scalers> policies(String workload) {
    var policies = new ArrayList<>(List.of(Scalers.OURS));
    if (!workload.startsWith("outage-")) {
      policies.addAll(PEERS);
    }
    if (!workload.startsWith("outage-") && !workload.equals("poison")) {
      policies.addAll(List.of(Scalers.OURS_FOREIGN, Scalers.OURS_PROBE));
    }
    return policies;
  }
}
