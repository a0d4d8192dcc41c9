// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Lets each pool follow its subscription, every tick and when something moves: reads it, looks at
 * it, decides, acts and reports.
 */
@ControllerConfiguration(name = "taskworkerpool")
public final class PoolReconciler implements Reconciler<TaskWorkerPool> {
  private final Predicate<ResourceID> turns;
  private final PoolStates states;
  private final PoolWatches watches;
  private final Admission admission;
  private final PoolTurn turn;
  private final PoolWriter writer;
  private final PoolReporter reporter;
  private final Clock clock;

  /**
   * A reconciler of all pools.
   *
   * @param turns whether a pool's turn has come; if not, it is looked at again when it has
   */
  public PoolReconciler(
      Predicate<ResourceID> turns,
      PoolStates states,
      PoolWatches watches,
      Admission admission,
      PoolTurn turn,
      PoolWriter writer,
      PoolReporter reporter,
      Clock clock) {
    this.turns = turns;
    this.states = states;
    this.watches = watches;
    this.admission = admission;
    this.turn = turn;
    this.writer = writer;
    this.reporter = reporter;
    this.clock = clock;
  }

  /**
   * An error is an exception here: of one that goes further the framework would hear nothing, and
   * never look at the pool again. Where memory has run out, the process has ended before.
   */
  @Override
  public UpdateControl<TaskWorkerPool> reconcile(
      TaskWorkerPool resource, Context<TaskWorkerPool> context) {
    try {
      return look(resource);
    } catch (Error e) {
      throw new IllegalStateException(e);
    }
  }

  private UpdateControl<TaskWorkerPool> look(TaskWorkerPool resource) {
    if (!turns.test(ResourceID.fromResource(resource))) {
      return reporter.later();
    }
    var now = clock.instant();
    var state = states.of(resource);
    return status(resource, state, now)
        .map(status -> reporter.update(resource, state, status, states.size(), now))
        .orElseGet(UpdateControl::noUpdate);
  }

  /** Empty when the pool is gone. */
  private Optional<TaskWorkerPoolStatus> status(
      TaskWorkerPool resource, PoolState state, Instant now) {
    var ofSystem = admission.ofSystem(resource);
    if (ofSystem.isPresent()) {
      return Optional.of(notFollowed(ofSystem.get(), resource, state, now));
    }
    try {
      return state.read(resource).map(sources -> follow(resource, sources, state, now));
    } catch (UsageException e) {
      state.refused();
      writer.forget(state.uid());
      return Optional.of(refused(resource, PoolConditions.INVALID, e.getMessage(), now));
    } catch (KubernetesClientException e) {
      if (state.seenAt().filter(now::equals).isEmpty()) {
        state.unseen();
      }
      return Optional.of(refused(resource, "Refused", ApiErrorMessages.of(e), now));
    }
  }

  private TaskWorkerPoolStatus refused(
      TaskWorkerPool resource, String reason, String problem, Instant now) {
    var pods = PoolPods.of(watches.podsOf(resource));
    return PoolStatus.refused(resource, pods, reason, problem, now);
  }

  private TaskWorkerPoolStatus follow(
      TaskWorkerPool resource, PoolSources sources, PoolState state, Instant now) {
    var pool = sources.pool();
    var found = admission.found(sources, resource, now);
    var refusal = admission.outranked(pool, resource, found);
    if (refusal.isPresent()) {
      return notFollowed(refusal.get(), resource, state, now);
    }
    var memory = state.memory(pool, resource, now);
    var deployment = watches.deploymentOf(resource);
    var other = deployment.flatMap(writer::otherInstallation);
    if (other.isPresent()) {
      return leftTo(other.get(), resource, pool, state, now);
    }
    if (admission.consents(pool, found)) {
      state.listen();
    } else {
      state.unlisten();
    }
    var pods = memory.read(watches.podsOf(resource)).beside(watches.foreignPodsOf(resource));
    var shown =
        new PoolTurn.Shown(resource, sources, admission.told(pool, found), deployment, pods);
    var taken = turn.take(state, shown, hands(pool, state.written(), deployment), now);
    if (taken.isNews()) {
      var look = taken.look();
      var decision = look.decision();
      reporter.changed(
          state,
          decision,
          DecisionRecord.of(
              pool.key(), look.policy(), look.seen().observation(), taken.before(), decision, now));
      if (taken.isCarriedOut() && !state.isOver()) {
        reporter.scaled(pool, decision, now);
      }
    }
    return taken.status();
  }

  private PoolTurn.Hands hands(Pool pool, WriteState written, Optional<Deployment> deployment) {
    return new PoolTurn.Hands() {
      @Override
      public void apply(PoolLook look, PodPlan plan) {
        writer.apply(pool, written, deployment, look.seen().inventory(), plan, look.at());
      }

      @Override
      public void leave(PoolLook look) {
        writer.leave(pool, written, look.seen().inventory(), look.at());
      }
    };
  }

  private TaskWorkerPoolStatus notFollowed(
      Admission.Refusal refusal, TaskWorkerPool resource, PoolState state, Instant now) {
    state.refused();
    writer.forget(state.uid());
    return refused(resource, refusal.reason(), refusal.message(), now);
  }

  /**
   * The status is written once and left to the other installation then: if that is at work, it
   * writes its own over it, and two that go on writing would never end.
   */
  private TaskWorkerPoolStatus leftTo(
      String other, TaskWorkerPool resource, Pool pool, PoolState state, Instant now) {
    state.refused();
    writer.forget(pool.uid());
    if (!state.written().isNewsOfInstallation(other) && resource.getStatus() != null) {
      return resource.getStatus();
    }
    var sentence =
        "The operator in namespace "
            + other
            + " scales this pool, and the one in "
            + writer.installation()
            + " leaves it alone. Let one of them watch this namespace; if the other is gone, hand"
            + " the pool over with 'kubectl annotate deployment "
            + pool.name()
            + " --namespace "
            + pool.namespace()
            + " "
            + Labels.INSTALLATION
            + "-'.";
    return refused(resource, "OtherInstallation", sentence, now);
  }

  /**
   * What nobody foresaw is said in the status, too; the pool is tried again for ever. Where the API
   * server was asked during the look, it has been dealt with: here it has not taken the status.
   */
  @Override
  public ErrorStatusUpdateControl<TaskWorkerPool> updateErrorStatus(
      TaskWorkerPool resource, Context<TaskWorkerPool> context, Exception problem) {
    try {
      return errorStatus(resource, problem);
    } catch (Error e) {
      throw new IllegalStateException(e);
    }
  }

  private ErrorStatusUpdateControl<TaskWorkerPool> errorStatus(
      TaskWorkerPool resource, Exception problem) {
    var now = clock.instant();
    var state = states.of(resource);
    if (problem instanceof KubernetesClientException refusal) {
      return reporter.notTaken(state, refusal, now);
    }
    var sentence = "The operator failed in an unforeseen way (" + problem + "); see its log.";
    var status = refused(resource, "InternalError", sentence, now);
    state.unseen();
    return reporter.failed(resource, state, status, now);
  }

  @Override
  public List<EventSource<?, TaskWorkerPool>> prepareEventSources(
      EventSourceContext<TaskWorkerPool> context) {
    return watches.open(context, states);
  }
}
