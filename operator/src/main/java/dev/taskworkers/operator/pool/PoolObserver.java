package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.arrivals.ArrivalWatches;
import dev.taskworkers.operator.arrivals.Heard;
import dev.taskworkers.operator.arrivals.Wanted;
import dev.taskworkers.operator.backlog.BacklogSource;
import dev.taskworkers.operator.backlog.KnownBacklog;
import dev.taskworkers.operator.pool.PoolPods.WorkerPod;
import dev.taskworkers.operator.preflight.Verdict;
import dev.taskworkers.operator.scaling.signals.Observation;
import dev.taskworkers.operator.scaling.signals.Pods;
import dev.taskworkers.operator.scaling.signals.Service;
import dev.taskworkers.operator.workers.Workers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Gathers what is known of a pool at one moment. */
final class PoolObserver {
  /**
   * A pod that is neither ready nor heard after this time runs nothing: a Deployment's own default
   * for {@code progressDeadlineSeconds}.
   */
  private static final Duration READY_WITHIN = Duration.ofMinutes(10);

  private final BacklogSource backlog;
  private final ArrivalWatches arrivals;
  private final Workers workers;

  PoolObserver(BacklogSource backlog, ArrivalWatches arrivals, Workers workers) {
    this.backlog = backlog;
    this.arrivals = arrivals;
    this.workers = workers;
  }

  /**
   * A pool as it is.
   *
   * @param cordoned pods that are kept from pulling; the observation leaves them out
   * @param released pods that Kubernetes is about to remove; left out, too
   * @param broken pods that should have been ready long ago
   * @param unsettled whether Kubernetes, which removes pods that are not ready first, might remove
   *     one that works: one that has just begun, or whose probe fails
   */
  record Seen(
      PoolPods pods,
      List<WorkerPod> cordoned,
      List<WorkerPod> released,
      int broken,
      boolean unsettled,
      Workers.Reports reports,
      Heard arrivals,
      KnownBacklog backlog,
      Observation observation) {}

  Seen observe(
      Pool pool,
      Verdict subscription,
      Runnable onRing,
      Optional<Deployment> deployment,
      PoolPods pods,
      PoolMemories.Entry memory,
      Instant now) {
    var reports =
        pool.policy().workersReport()
            ? workers.ask(pool.key(), pods.addresses(), now)
            : new Workers.Reports(Map.of(), Service.unreported());
    var cordoned = staying(pods, pod -> memory.cordons().contains(pod, reports.byPod(), now));
    var released = staying(pods, pod -> memory.cordons().isReleased(pod, now));
    var counts = counts(deployment, pods, cordoned, released, memory, now);
    var heard =
        arrivals.heard(
            new Wanted(
                pool.subscription(),
                subscription.topic(),
                subscription.filter(),
                pool.arrivals(),
                onRing),
            counts.desired() == 0,
            now);
    var known = backlog.latest(pool.subscription(), now);
    var unready = pods.staying().stream().filter(pod -> !pod.ready()).toList();
    var broken = unready.stream().filter(pod -> isBroken(pod, reports, now)).toList();
    return new Seen(
        pods,
        cordoned,
        released,
        broken.size(),
        broken.size() < unready.size(),
        reports,
        heard,
        known,
        new Observation(counts, known.backlog(), heard.arrivals(), reports.service()));
  }

  private static List<WorkerPod> staying(PoolPods pods, Predicate<String> name) {
    return pods.staying().stream().filter(pod -> name.test(pod.name())).toList();
  }

  private static boolean isBroken(WorkerPod pod, Workers.Reports reports, Instant now) {
    return !reports.byPod().containsKey(pod.name())
        && pod.createdAt().plus(READY_WITHIN).isBefore(now);
  }

  private static Pods counts(
      Optional<Deployment> deployment,
      PoolPods pods,
      List<WorkerPod> cordoned,
      List<WorkerPod> released,
      PoolMemories.Entry memory,
      Instant now) {
    var shown =
        deployment.map(d -> Optional.ofNullable(d.getSpec().getReplicas()).orElse(1)).orElse(0);
    var active = Math.max(0, memory.replicas(shown, now) - cordoned.size());
    var ready =
        (int)
            pods.staying().stream()
                .filter(WorkerPod::ready)
                .filter(pod -> !cordoned.contains(pod) && !released.contains(pod))
                .count();
    return new Pods(
        active,
        Math.min(ready, active),
        Math.max(0, active - ready),
        (int) pods.staying().stream().filter(WorkerPod::unschedulable).count(),
        memory.timesToReady(pods));
  }
}
