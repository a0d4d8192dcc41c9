package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.backlog.BacklogSource;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import dev.taskworkers.operator.scaling.signals.Observation;
import dev.taskworkers.operator.scaling.signals.Pods;
import dev.taskworkers.operator.scaling.signals.Service;
import dev.taskworkers.operator.workers.Workers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Gathers what is known of a pool at one moment. */
final class PoolObserver {
  private final BacklogSource backlog;
  private final Workers workers;

  PoolObserver(BacklogSource backlog, Workers workers) {
    this.backlog = backlog;
    this.workers = workers;
  }

  /**
   * A pool as it is.
   *
   * @param replicas that the Deployment asks for, cordoned pods included; 0 without a Deployment
   */
  record Seen(PoolPods pods, int replicas, Workers.Reports reports, Observation observation) {}

  Seen observe(
      Pool pool,
      Optional<Deployment> deployment,
      PoolPods pods,
      PoolMemories.Entry memory,
      Instant now) {
    var replicas =
        deployment.map(d -> d.getSpec().getReplicas() == null ? 1 : d.getSpec().getReplicas());
    var reports =
        pool.policy().workersReport()
            ? workers.ask(pool.key(), pods.addresses(), now)
            : new Workers.Reports(Map.of(), Service.unreported());
    var active = Roster.active(replicas.orElse(0), pods, reports.byPod());
    var ready =
        (int)
            pods.staying().stream()
                .filter(pod -> pod.ready() && !isCordoned(reports, pod.name()))
                .count();
    var observation =
        new Observation(
            new Pods(
                active,
                Math.min(ready, active),
                Math.max(0, active - ready),
                (int) pods.staying().stream().filter(PoolPods.WorkerPod::unschedulable).count(),
                memory.timesToReady(pods)),
            backlog.latest(pool.subscription(), now),
            Arrivals.notCounted(),
            reports.service());
    return new Seen(pods, replicas.orElse(0), reports, observation);
  }

  private static boolean isCordoned(Workers.Reports reports, String pod) {
    var report = reports.byPod().get(pod);
    return report != null && report.cordoned();
  }
}
