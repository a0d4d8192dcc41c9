// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.signals.arrivals.ArrivalObservation;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pool as it is.
 *
 * @param inventory its pods; the observation leaves the cordoned ones out
 * @param subscription what was found out about its subscription
 * @param deadLetterTopic what was found out about its dead-letter topic, if it has one
 * @param reporting how well its workers can be heard; empty where they are not asked
 * @param foreignPods names of pods that bear the pool's label and are not the pool's
 * @param doubtedReports what pods say that can't be true, and is left out
 * @param podsRefused why Kubernetes creates no pods, in its own words
 * @param competingAutoscaler who else has set the Deployment's replicas lately
 */
public record PoolSnapshot(
    PodInventory inventory,
    CheckResult subscription,
    Optional<CheckResult> deadLetterTopic,
    ArrivalObservation arrivals,
    KnownBacklog backlog,
    Optional<ReportingSummary> reporting,
    List<String> foreignPods,
    Map<String, String> doubtedReports,
    Optional<String> podsRefused,
    Optional<String> competingAutoscaler,
    Observation observation) {
  public PoolSnapshot {
    foreignPods = List.copyOf(foreignPods);
    doubtedReports = Map.copyOf(doubtedReports);
  }

  /**
   * A new pool runs nothing before Pub/Sub has said whether there is something to pull, and nothing
   * that would send itself tasks without end.
   */
  public boolean isEarly(Optional<Deployment> deployment) {
    return deployment.isEmpty()
        && (subscription.state() == CheckResult.State.CHECKING || loop().isPresent());
  }

  /** What is wrong with a dead-letter topic from which dead letters come back as tasks. */
  Optional<CheckResult> loop() {
    return deadLetterTopic.filter(found -> found.state() == CheckResult.State.SAME_TOPIC);
  }
}
