package dev.taskworkers.operator.pool.writing;

import dev.taskworkers.operator.pool.deployment.BudgetTemplate;
import dev.taskworkers.operator.pool.deployment.Labels;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives each pool its PodDisruptionBudget once: that it has it is noted on its Deployment, so that
 * nothing has to be watched.
 */
final class DisruptionBudgets {
  private static final Duration TRY_AGAIN = Duration.ofMinutes(10);

  private final Map<String, Instant> written = new ConcurrentHashMap<>();
  private final Map<String, Instant> refused = new ConcurrentHashMap<>();
  private final KubernetesClient kubernetes;
  private final PoolNotices notices;

  DisruptionBudgets(KubernetesClient kubernetes, PoolNotices notices) {
    this.kubernetes = kubernetes;
    this.notices = notices;
  }

  /** What the pool's Deployment is to note of its budget; empty where it has none. */
  Optional<String> ensure(Pool pool, Optional<Deployment> existing, Instant now) {
    if (!pool.disruptionBudget()) {
      written.remove(pool.uid());
      return Optional.empty();
    }
    if (!isNoted(existing) && !written.containsKey(pool.uid()) && mayTry(pool, now)) {
      write(pool, now);
    }
    return isNoted(existing) || written.containsKey(pool.uid())
        ? Optional.of(BudgetTemplate.MAX_UNAVAILABLE)
        : Optional.empty();
  }

  private static boolean isNoted(Optional<Deployment> existing) {
    return existing
        .map(deployment -> deployment.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Labels.BUDGET))
        .filter(BudgetTemplate.MAX_UNAVAILABLE::equals)
        .isPresent();
  }

  private boolean mayTry(Pool pool, Instant now) {
    var last = refused.get(pool.uid());
    return last == null || !last.plus(TRY_AGAIN).isAfter(now);
  }

  private void write(Pool pool, Instant now) {
    try {
      kubernetes
          .resource(BudgetTemplate.render(pool))
          .fieldManager(Labels.MANAGER)
          .forceConflicts()
          .serverSideApply();
      written.put(pool.uid(), now);
    } catch (KubernetesClientException e) {
      refused.put(pool.uid(), now);
      notices.refused(pool, "NoDisruptionBudget", "The pool has no PodDisruptionBudget.", e, now);
    }
  }

  /** Forgets a pool that is gone. */
  void forget(Pool pool) {
    written.remove(pool.uid());
    refused.remove(pool.uid());
  }
}
