package dev.taskworkers.operator.pool.writing;

import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.deployment.DeploymentTemplate;
import dev.taskworkers.operator.pool.roster.Crew;
import dev.taskworkers.operator.pool.roster.Roster;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.status.PoolEvents;
import dev.taskworkers.operator.workers.Workers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Carries a decision out: cordons over HTTP, then what has to be written, in its order. */
public final class PoolWriter {
  private final Workers workers;
  private final PodWriter pods;
  private final DisruptionBudgets budgets;
  private final DeploymentWriter deployments;
  private final LongTasks longTasks;
  private final Rollouts rollouts;

  public PoolWriter(KubernetesClient kubernetes, OperatorConfig config, Workers workers) {
    this.workers = workers;
    var notices = new PoolNotices(new PoolEvents(kubernetes));
    this.pods = new PodWriter(kubernetes, notices);
    this.budgets = new DisruptionBudgets(kubernetes, notices);
    this.longTasks = new LongTasks(notices);
    this.rollouts = new Rollouts(config.rolloutPoolsAtOnce());
    this.deployments =
        new DeploymentWriter(kubernetes, new DeploymentTemplate(config), rollouts, notices);
  }

  /** Makes the pool have the pods of {@code roster}; writes nothing that is so already. */
  public void apply(
      Pool pool,
      WriteState state,
      Optional<Deployment> existing,
      Crew crew,
      Roster roster,
      Instant now) {
    var target = new WriteTarget(pool, state, now);
    var kept = Stream.concat(roster.cordon().stream(), roster.release().stream()).toList();
    kept.forEach(pod -> workers.cordon(pod.address()));
    roster.replacement().ifPresent(ill -> workers.cordon(ill.pod().address()));
    roster.uncordon().forEach(pod -> workers.uncordon(pod.address()));

    longTasks.check(target);
    var budget = budgets.ensure(target, existing);
    // More pods can't wait for marks; fewer pods must, or Kubernetes would take others.
    var grows = existing.filter(d -> d.getSpec().getReplicas() >= roster.replicas()).isEmpty();
    if (grows) {
      deployments.write(target, existing, crew, roster.replicas(), budget);
    }
    pods.mark(target, crew, roster);
    if (!grows) {
      deployments.write(target, existing, crew, roster.replicas(), budget);
    }
    roster.replacement().filter(ill -> ill.idle()).ifPresent(ill -> pods.replace(target, ill));
  }

  /** Ends the turn of a pool that is gone. */
  public void forget(String uid) {
    rollouts.forget(uid);
  }
}
