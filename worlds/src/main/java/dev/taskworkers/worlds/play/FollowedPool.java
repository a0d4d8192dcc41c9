// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.PoolAccount;
import dev.taskworkers.operator.pool.PoolLook;
import dev.taskworkers.operator.pool.PoolMemory;
import dev.taskworkers.operator.pool.PoolMetrics;
import dev.taskworkers.operator.pool.PoolObserver;
import dev.taskworkers.operator.pool.PoolSources;
import dev.taskworkers.operator.pool.PoolStatus;
import dev.taskworkers.operator.pool.PoolWriter;
import dev.taskworkers.operator.pool.StatusWriteLimiter;
import dev.taskworkers.operator.pool.Subscriptions;
import dev.taskworkers.operator.pool.pods.MarkPlan;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.Replacement;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.signals.workers.Workers;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worlds.spec.Disturbance.Advised;
import dev.taskworkers.worlds.spec.Disturbance.Paused;
import dev.taskworkers.worlds.spec.Disturbance.Spoilt;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.World;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * One pool in the hands of the operator's own classes, as {@code PoolReconciler} and {@code
 * PoolWriter} use them, but that the API server is a played one.
 */
public final class FollowedPool {
  private final StatusWriteLimiter limiter = new StatusWriteLimiter();
  private final MarkPlan marks = new MarkPlan();
  private final PoolAccount account = new PoolAccount();
  private final World world;
  private final Rules rules;
  private final ApiServer api;
  private final Workers workers;
  private final PoolObserver observer;
  private final Subscriptions subscriptions;
  private final Runnable onRing;
  private Optional<Edition> edition = Optional.empty();
  private Optional<PoolSources> sources = Optional.empty();
  private final Witness witness;
  private Optional<PoolMemory> remembered = Optional.empty();
  private Instant statusWritten = Instant.MIN;
  private Optional<PoolLook> shown = Optional.empty();

  /**
   * What the API server has of the pool's author.
   *
   * @param mode Auto, Advise or Paused
   */
  private record Edition(PoolSettings settings, String mode) {}

  /** Who hears of each look. */
  public interface Witness {
    /**
     * A look is over.
     *
     * @param told whether an event was written
     */
    void looked(Decision decision, boolean told);

    /** The API server has taken a status. */
    void wrote(TaskWorkerPoolStatus status);

    /** What Prometheus would read now. */
    void measured(PoolMetrics.Row row);

    /** What followed from a look is done. */
    void followed();
  }

  FollowedPool(
      World world,
      Rules rules,
      ApiServer api,
      Subscriptions subscriptions,
      Workers workers,
      Witness witness,
      Runnable ring) {
    this.world = world;
    this.rules = rules;
    this.api = api;
    this.subscriptions = subscriptions;
    this.workers = workers;
    this.witness = witness;
    this.observer = new PoolObserver(workers);
    this.onRing = ring;
  }

  /** It is deleted. */
  void forget() {
    sources.ifPresent(subscriptions::release);
    sources = Optional.empty();
  }

  private Edition edition(double second) {
    var mode =
        world.isOn(Paused.class, second)
            ? "Paused"
            : world.isOn(Advised.class, second) ? "Advise" : "Auto";
    var settings = world.poolAt(second);
    return new Edition(
        world.isOn(Spoilt.class, second) ? settings.atLeast(settings.maxReplicas() + 1) : settings,
        mode);
  }

  /** Reads it as {@code PoolState} does: anew when it was edited, and nothing while it is wrong. */
  private PoolSources read(Instant now) {
    var present = edition(VirtualTime.seconds(now));
    if (sources.isEmpty() || !edition.equals(Optional.of(present))) {
      try {
        var resource = present.settings().resource(present.mode());
        var pool = new PoolValidation(Optional.empty()).validate(resource);
        var next = subscriptions.hold(pool, onRing, sources).orElseThrow();
        forget();
        sources = Optional.of(next);
        edition = Optional.of(present);
      } catch (UsageException e) {
        forget();
        throw e;
      }
    }
    sources.get().listen();
    return sources.get();
  }

  /** One look at the pool, and what follows from it. */
  void follow(Instant now) {
    shown = Optional.empty();
    var status = rules.told(status(now));
    if (rules.isDue(limiter, statusWritten, api.pool().getStatus(), status, now)) {
      try {
        api.writeStatus(status);
        statusWritten = now;
        witness.wrote(status);
      } catch (KubernetesClientException e) {
        // It is written with the next look.
      }
    }
    witness.measured(
        new PoolMetrics.Row("default", "pool", shown, status.conditions(), account.now()));
    witness.followed();
  }

  private TaskWorkerPoolStatus status(Instant now) {
    try {
      return look(now);
    } catch (UsageException e) {
      remembered.ifPresent(PoolMemory::leftAlone);
      return refused("Invalid", e.getMessage(), now);
    } catch (KubernetesClientException e) {
      return refused("Refused", e.getMessage(), now);
    }
  }

  private TaskWorkerPoolStatus refused(String reason, String problem, Instant now) {
    return PoolStatus.refused(api.pool(), PoolPods.of(api.pods()), reason, problem, now);
  }

  private TaskWorkerPoolStatus look(Instant now) {
    var current = read(now);
    var pool = current.pool();
    var memory =
        remembered.orElseGet(
            () -> new PoolMemory(pool, Optional.ofNullable(api.pool().getStatus()), now));
    remembered = Optional.of(memory);
    var deployment = api.deployment();
    var pods = memory.read(api.pods());
    var found = current.check().verdict(pool.namespace(), now);
    var seen = observer.observe(current, found, deployment, pods, memory, now);
    var early = seen.isEarly(deployment);
    var look = PoolLook.of(pool, early, seen, memory, rules::decide, now);
    var decision = look.decision();
    shown = Optional.of(look);
    account.looked(look, memory.work());
    var earlier =
        memory
            .lastDecision()
            .or(() -> Optional.ofNullable(api.pool().getStatus()).map(s -> s.lastDecision()));
    var carriesOut = pool.policy().action() == Policy.Action.CARRY_OUT && !early;
    if (carriesOut) {
      carryOut(look, pool, memory);
    } else {
      memory.leftAlone();
    }
    var isNews = rules.isNews(earlier, decision);
    if (isNews) {
      account.decided(decision.reason());
    }
    witness.looked(decision, carriesOut && isNews && api.isThere());
    var last = PoolStatus.lastDecision(earlier, decision, now);
    memory.reported(last);
    return PoolStatus.after(api.pool(), seen, decision, last, WorkerEndpoints.PORT, now);
  }

  private void carryOut(PoolLook look, Pool pool, PoolMemory memory) {
    try {
      var plan = look.plan(pool, memory, rules::plan);
      apply(plan, look.seen().inventory(), look.at());
      memory.applied(plan, look.at());
    } catch (KubernetesClientException e) {
      witness.looked(look.decision(), false);
      throw e;
    }
  }

  private void apply(PodPlan plan, PodInventory inventory, Instant now) {
    PoolWriter.cordon(workers, inventory, plan);
    // What watches have not shown yet an operator does not know.
    var replicas = api.deployment().map(shown -> shown.getSpec().getReplicas()).orElse(0);
    var slots = edition.orElseThrow().settings().slots();
    var grows = api.deployment().isEmpty() || replicas < plan.replicas();
    if (grows || slots != api.slots()) {
      api.write(grows ? plan.replicas() : replicas, slots);
    }
    for (var change : marks.at(inventory, plan, true, Set.of(), now)) {
      api.annotate(change.pod().name(), change.annotations());
    }
    if (!grows && replicas != plan.replicas()) {
      api.write(plan.replicas(), slots);
    }
    plan.replacements().stream()
        .filter(Replacement::idle)
        .forEach(ill -> api.delete(ill.pod().name()));
  }
}
