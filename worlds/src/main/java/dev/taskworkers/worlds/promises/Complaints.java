// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.worlds.promises.History.State;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.Conflicts;
import dev.taskworkers.worlds.spec.Disturbance.LateReports;
import dev.taskworkers.worlds.spec.Disturbance.Lies;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.NewPool;
import dev.taskworkers.worlds.spec.Disturbance.NoImage;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.Disturbance.Paused;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.Quota;
import dev.taskworkers.worlds.spec.Disturbance.RefusedWrites;
import dev.taskworkers.worlds.spec.Disturbance.SomeUnheard;
import dev.taskworkers.worlds.spec.Disturbance.Spoilt;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.World;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** All that can be wrong in a world and that a status has a word for. */
final class Complaints {
  /** An answer of a worker counts for so long. */
  private static final int USABLE = 15;

  private static final int TICK = 5;

  /** A pod may be without a node, and a handler silent, for so long: it may only be starting. */
  private static final int STARTING = 60;

  /** A worker that can't be reached is told of after so long. */
  private static final int SILENT = 60;

  /** A sample counts for so long, and is asked for once a minute. */
  private static final int FRESH = 360 + 60;

  private static final int ASKED = 60;

  /** After an exceeded quota Monitoring is asked as rarely as that. */
  private static final int ASKED_AGAIN = 300;

  /** Of a new subscription no sample may be shown for so long. */
  private static final int BEGINS = 600;

  /** A subscription on which nothing moves for so long may have no samples. */
  private static final int QUIET = 180;

  /** Who has set the replicas shows for a moment, and is told of for ten minutes. */
  private static final int CONTESTED = 600;

  /** Runs that tell something. */
  private static final int ENOUGH = 40;

  private static final int FAILURES = 120;

  private static final Set<String> NO_SAMPLES = Set.of("monitoring-silent", "monitoring-stale");
  private static final Set<String> NO_ANSWERS = Set.of("monitoring-429", "monitoring-503");

  private final History history;
  private final World world;
  private final Truth truth;
  private final WorldSeconds seconds;

  private Complaints(History history) {
    this.history = history;
    this.world = history.world();
    this.truth = history.truth();
    this.seconds = new WorldSeconds(world, truth.seconds());
  }

  static List<Complaint> of(History history) {
    var all = new Complaints(history);
    return Arrays.stream(ConditionType.values()).flatMap(type -> all.in(type).stream()).toList();
  }

  private List<Complaint> in(ConditionType type) {
    return switch (type) {
      case READY -> List.of(refused());
      case PODS_HEALTHY -> List.of(unplaced(), broken());
      case BACKLOG_KNOWN -> List.of(withoutSamples(), withoutAnswers(), unknown());
      case ARRIVALS_KNOWN -> {
        var doorbell = new DoorbellComplaints(history, seconds);
        yield List.of(doorbell.cut(), doorbell.deaf());
      }
      case SUBSCRIPTION_READY -> List.of(unfit());
      case TASKS_FAILING -> List.of(failing());
      case WORKERS_HEARD -> List.of(unheard());
      case REPLICAS_CONTESTED -> List.of(contested());
      case REPORTS_DOUBTED -> List.of(doubted());
      case STALLED -> List.of(spoilt());
      // What they say follows from each decision, or from what no world has.
      case SCALING_ACTIVE, SCALING_LIMITED, DEAD_LETTER_READY, FOREIGN_PODS -> List.of();
    };
  }

  private Complaint unheard() {
    var may = seconds.on(LateReports.class);
    may.or(seconds.where(s -> truth.unheardFor(s) > 0 || truth.lyingFor(s) > 0));
    return new Complaint(
        "the operator can't reach a worker",
        ConditionType.WORKERS_HEARD,
        is("False"),
        seconds.where(
            s ->
                truth.unheardFor(s) > SILENT
                    && !world.pool().foreign()
                    && !world.isOn(Spoilt.class, s)),
        USABLE,
        may,
        USABLE);
  }

  /** A pod whose image can't be pulled has a node, and does not get ready there. */
  private Complaint unplaced() {
    var may = seconds.where(s -> truth.unplacedFor(s) > 0);
    may.or(seconds.on(NoImage.class));
    return new Complaint(
        "a pod has no node or no image",
        ConditionType.PODS_HEALTHY,
        state -> state.status().equals("False") && !state.reason().equals("HandlerDown"),
        WorldSeconds.both(
            seconds.where(s -> truth.unplacedFor(s) > STARTING), s -> truth.brokenFor(s) == 0),
        TICK,
        may,
        TICK);
  }

  private Complaint broken() {
    var hidden = seconds.on(Unheard.class);
    hidden.or(seconds.on(LateReports.class));
    hidden.or(seconds.on(SomeUnheard.class));
    hidden.or(seconds.on(Lies.class));
    return new Complaint(
        "the handler of a pod does not answer",
        ConditionType.PODS_HEALTHY,
        state -> state.status().equals("False") && state.reason().equals("HandlerDown"),
        seconds.where(
            s -> truth.brokenFor(s) > STARTING && !world.pool().foreign() && !hidden.get(s)),
        STARTING,
        seconds.where(s -> truth.brokenFor(s) > 0),
        USABLE + TICK);
  }

  /** A quiet subscription has no samples, and that is no complaint. */
  private Complaint withoutSamples() {
    return new Complaint(
        "samples of the backlog are missing",
        ConditionType.BACKLOG_KNOWN,
        is("True").negate(),
        of(NO_SAMPLES),
        FRESH,
        seconds.all(),
        0);
  }

  /**
   * Where a region has just ended, samples of all regions together may be a minute older than what
   * is fresh, until Monitoring is asked again.
   */
  private Complaint unknown() {
    var may = seconds.on(Monitoring.class);
    may.or(seconds.where(this::mayBeSilent));
    return new Complaint(
        "the backlog is not known",
        ConditionType.BACKLOG_KNOWN,
        is("False"),
        new BitSet(),
        0,
        may,
        FRESH + ASKED_AGAIN,
        ASKED);
  }

  private Complaint withoutAnswers() {
    return new Complaint(
        "Monitoring does not answer",
        ConditionType.BACKLOG_KNOWN,
        is("True").negate(),
        of(NO_ANSWERS),
        60,
        seconds.all(),
        0);
  }

  /** A series begins with a task, and ends some time after the last has come or gone. */
  private boolean mayBeSilent(int second) {
    return second < BEGINS || truth.open(second) == 0 || truth.ended(second - QUIET, second) == 0;
  }

  private Complaint contested() {
    var told = new BitSet();
    var seen = new BitSet();
    world
        .all(OtherReplicas.class)
        .filter(seconds::comes)
        .forEach(
            other -> {
              var at = (int) other.from();
              seen.set(at, at + 1);
              if (at > 1
                  && truth.replicas(at - 1) > 0
                  && truth.replicas(at - 1) != other.replicas()) {
                told.set(at + 1, Math.min(at + CONTESTED, deploymentUntil(at)));
              }
            });
    told.clear(truth.seconds(), Math.max(truth.seconds(), told.length()));
    return new Complaint(
        "somebody else sets the replicas",
        ConditionType.REPLICAS_CONTESTED,
        is("True"),
        told,
        TICK,
        seen,
        CONTESTED + TICK);
  }

  /** A pool that is made again has another Deployment, and nobody has set the replicas of that. */
  private int deploymentUntil(int second) {
    return world
        .all(NewPool.class)
        .mapToInt(anew -> (int) anew.from())
        .filter(anew -> anew > second)
        .min()
        .orElse(truth.seconds());
  }

  /** Where some workers are not heard, or lie, and some tasks fail, it may be so of the others. */
  private Complaint failing() {
    var may = seconds.where(s -> mayFail(s) || mayFail(Math.min(s + USABLE, truth.seconds() - 1)));
    var others = seconds.on(SomeUnheard.class);
    others.or(seconds.on(Lies.class));
    others.and(seconds.where(s -> truth.failed(s - FAILURES, s) > 0));
    may.or(others);
    return new Complaint(
        "most tasks fail",
        ConditionType.TASKS_FAILING,
        is("True"),
        seconds.where(
            s ->
                truth.ended(s - FAILURES, s) >= ENOUGH
                    && truth.failed(s - FAILURES, s) > 0.6 * truth.ended(s - FAILURES, s)
                    && !world.pool().foreign()
                    && new KnownSignals(world).heardSince(s) < s - FAILURES),
        USABLE,
        may,
        USABLE);
  }

  /**
   * Two minutes of looks and reports are not to the second those of the truth. Of a pool that was
   * made again, the operator knows only what has ended since.
   */
  private boolean mayFail(int second) {
    var made = seconds.lastBegin(NewPool.class, second);
    return truth.mayHaveFailed(0.45, Math.max(made, second - FAILURES), second);
  }

  private Complaint refused() {
    var may = seconds.on(ApiAway.class);
    may.or(seconds.on(Conflicts.class));
    may.or(seconds.on(PubSub.class));
    may.or(seconds.on(Quota.class));
    may.or(seconds.on(RefusedWrites.class));
    may.or(seconds.on(Spoilt.class));
    return new Complaint(
        "something keeps the operator from its work",
        ConditionType.READY,
        is("False"),
        new BitSet(),
        0,
        may,
        60);
  }

  private Complaint spoilt() {
    return new Complaint(
        "the resource is not valid",
        ConditionType.STALLED,
        is("True"),
        seconds.on(Spoilt.class),
        TICK,
        seconds.on(Spoilt.class),
        TICK);
  }

  private Complaint doubted() {
    return new Complaint(
        "a worker reports what can't be true",
        ConditionType.REPORTS_DOUBTED,
        is("True"),
        seconds.where(s -> truth.lyingFor(s) > 0 && mayTell(s)),
        USABLE,
        seconds.on(Lies.class),
        USABLE);
  }

  private boolean mayTell(int second) {
    return !world.pool().foreign()
        && !world.isOn(LateReports.class, second)
        && !world.isOn(Spoilt.class, second);
  }

  private Complaint unfit() {
    return new Complaint(
        "the operator can't use the subscription",
        ConditionType.SUBSCRIPTION_READY,
        is("False"),
        new BitSet(),
        0,
        seconds.on(PubSub.class),
        60);
  }

  private static Predicate<State> is(String status) {
    return state -> state.status().equals(status);
  }

  private BitSet of(Set<String> faults) {
    var on = new BitSet();
    world
        .all(Monitoring.class)
        .filter(one -> faults.contains(one.fault()) && seconds.comes(one))
        .forEach(one -> on.set((int) one.from(), seconds.end(one)));
    return WorldSeconds.both(on, s -> !world.isOn(Paused.class, s) && !world.isOn(Spoilt.class, s));
  }
}
