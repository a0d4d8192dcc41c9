// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.history.History;
import dev.taskworkers.worlds.history.History.State;
import dev.taskworkers.worlds.history.Truth;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.Conflicts;
import dev.taskworkers.worlds.spec.Disturbance.CutDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DeafDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.LateReports;
import dev.taskworkers.worlds.spec.Disturbance.Lies;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.NewPool;
import dev.taskworkers.worlds.spec.Disturbance.NoImage;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.Disturbance.Paused;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.Quota;
import dev.taskworkers.worlds.spec.Disturbance.RefusedWrites;
import dev.taskworkers.worlds.spec.Disturbance.SharedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.SomeUnheard;
import dev.taskworkers.worlds.spec.Disturbance.SoughtBack;
import dev.taskworkers.worlds.spec.Disturbance.Spoilt;
import dev.taskworkers.worlds.spec.Disturbance.TwoOperators;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.World;
import dev.taskworkers.worlds.tasks.PlayedTask;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

  /** A doorbell is trusted again once it was right for five minutes, as tasks that come show. */
  private static final int TRUSTED_AGAIN = 1200;

  /** So many tasks that were started and not counted are no chance. */
  private static final int NOT_COUNTED = 40;

  /** A comparison of counts and starts goes on for up to five minutes. */
  private static final int COMPARED = 300;

  /** Runs that tell something. */
  private static final int ENOUGH = 40;

  private static final int FAILURES = 120;

  private static final Set<String> NO_SAMPLES = Set.of("monitoring-silent", "monitoring-stale");
  private static final Set<String> NO_ANSWERS = Set.of("monitoring-429", "monitoring-503");

  private final History history;
  private final World world;
  private final Truth truth;

  private Complaints(History history) {
    this.history = history;
    this.world = history.world();
    this.truth = history.truth();
  }

  static List<Complaint> of(History history) {
    var all = new Complaints(history);
    return List.of(
        all.unheard(),
        all.unplaced(),
        all.broken(),
        all.withoutSamples(),
        all.withoutAnswers(),
        all.unknown(),
        all.contested(),
        all.cut(),
        all.deaf(),
        all.failing(),
        all.refused(),
        all.spoilt(),
        all.doubted(),
        all.unfit());
  }

  private Complaint unheard() {
    var may = on(LateReports.class);
    may.or(seconds(s -> truth.unheardFor(s) > 0 || truth.lyingFor(s) > 0));
    return new Complaint(
        "a worker can't be reached",
        "WorkersHeard",
        is("False"),
        seconds(
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
    var may = seconds(s -> truth.unplacedFor(s) > 0);
    may.or(on(NoImage.class));
    return new Complaint(
        "a pod has no node or no image",
        "PodsHealthy",
        state -> state.status().equals("False") && !state.reason().equals("HandlerDown"),
        both(seconds(s -> truth.unplacedFor(s) > STARTING), s -> truth.brokenFor(s) == 0),
        TICK,
        may,
        TICK);
  }

  private Complaint broken() {
    var hidden = on(Unheard.class);
    hidden.or(on(LateReports.class));
    hidden.or(on(SomeUnheard.class));
    hidden.or(on(Lies.class));
    return new Complaint(
        "the handler of a pod gives no answer",
        "PodsHealthy",
        state -> state.status().equals("False") && state.reason().equals("HandlerDown"),
        seconds(s -> truth.brokenFor(s) > STARTING && !world.pool().foreign() && !hidden.get(s)),
        STARTING,
        seconds(s -> truth.brokenFor(s) > 0),
        USABLE + TICK);
  }

  /** A quiet subscription has no samples, and that is no complaint. */
  private Complaint withoutSamples() {
    return new Complaint(
        "samples of the backlog are missing",
        "BacklogKnown",
        is("True").negate(),
        of(NO_SAMPLES),
        FRESH,
        all(),
        0);
  }

  /**
   * Where a region has just ended, samples of all regions together may be a minute older than what
   * is fresh, until Monitoring is asked again.
   */
  private Complaint unknown() {
    var may = on(Monitoring.class);
    may.or(seconds(this::mayBeSilent));
    return new Complaint(
        "the backlog is not known",
        "BacklogKnown",
        is("False"),
        new BitSet(),
        0,
        may,
        FRESH + ASKED_AGAIN,
        ASKED);
  }

  private Complaint withoutAnswers() {
    return new Complaint(
        "Monitoring gives no answer",
        "BacklogKnown",
        is("True").negate(),
        of(NO_ANSWERS),
        60,
        all(),
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
        .filter(this::comes)
        .forEach(
            other -> {
              var at = (int) other.from();
              seen.set(at, at + 1);
              if (at > 1
                  && truth.replicas(at - 1) > 0
                  && truth.replicas(at - 1) != other.replicas()) {
                told.set(at + 1, at + CONTESTED);
              }
            });
    told.clear(truth.seconds(), Math.max(truth.seconds(), told.length()));
    return new Complaint(
        "somebody else sets the replicas",
        "ReplicasContested",
        is("True"),
        told,
        TICK,
        seen,
        CONTESTED + TICK);
  }

  private Complaint cut() {
    var isRung = world.pool().arrivals().equals("Auto");
    return new Complaint(
        "the doorbell is cut",
        "ArrivalsKnown",
        is("True").negate(),
        both(on(CutDoorbell.class), s -> isRung && !world.isOn(PubSub.class, s - 120, s)),
        60,
        all(),
        0);
  }

  /** Free slots prove nothing of tasks that wait for their ordering key. */
  private Complaint deaf() {
    var may = new BitSet();
    for (var kind :
        List.of(
            DeafDoorbell.class,
            SharedDoorbell.class,
            DetachedDoorbell.class,
            TwoOperators.class,
            SoughtBack.class,
            PubSub.class)) {
      may.or(on(kind));
    }
    may.or(seconds(s -> world.isOrdered() || !hasTasks(s)));
    return new Complaint(
        "the doorbell does not hear all tasks",
        "ArrivalsKnown",
        state -> state.reason().equals("Disagrees"),
        deafAndShown(),
        COMPARED,
        may,
        TRUSTED_AGAIN);
  }

  /** Whether so many tasks come that it shows whether a doorbell hears them. */
  private boolean hasTasks(int second) {
    return truth.ended(second - 60, second) >= 5;
  }

  /** A stream that is stuck answers no ping: another one takes its place, and hears. */
  private BitSet deafAndShown() {
    var shown = new BitSet();
    var deafs = world.all(DeafDoorbell.class).filter(one -> !one.fault().equals("stream-stuck"));
    for (var deaf : deafs.filter(this::comes).toList()) {
      var from = deaf.from();
      for (var until : untilEachLeader(deaf)) {
        notCounted(from, until).ifPresent(at -> shown.set(at, until));
        from = until;
      }
    }
    if (!world.pool().arrivals().equals("Auto") || world.isOrdered()) {
      shown.clear();
    }
    return both(shown, s -> new KnownSignals(world).heardSince(s) < s - COMPARED);
  }

  /** What one leader has found the next one does not know. */
  private List<Integer> untilEachLeader(Disturbance one) {
    return Stream.concat(
            Stream.of(OperatorAway.class, ApiAway.class, NewPool.class)
                .flatMap(kind -> world.all(kind))
                .filter(away -> one.from() < away.from() && away.from() < end(one))
                .map(away -> (int) away.from()),
            Stream.of(end(one)))
        .sorted()
        .toList();
  }

  /** When more had been started than chance explains of what came since {@code from}. */
  private Optional<Integer> notCounted(double from, int until) {
    return history.tasks().stream()
        .filter(task -> task.publishedAt() > from + TICK)
        .filter(task -> !isInSamples(task))
        .map(task -> (int) task.firstStartedAt())
        .filter(at -> at < until)
        .sorted()
        .skip(NOT_COUNTED)
        .findFirst();
  }

  /** One that waited for longer than a comparison goes on was in a sample with which each began. */
  private boolean isInSamples(PlayedTask task) {
    var published = task.publishedAt();
    var started = task.firstStartedAt();
    return started - published > COMPARED && new KnownSignals(world).monitoring(published, started);
  }

  private Complaint failing() {
    return new Complaint(
        "most tasks fail",
        "TasksFailing",
        is("True"),
        seconds(
            s ->
                truth.ended(s - FAILURES, s) >= ENOUGH
                    && truth.failed(s - FAILURES, s) > 0.6 * truth.ended(s - FAILURES, s)
                    && !world.pool().foreign()
                    && new KnownSignals(world).heardSince(s) < s - FAILURES),
        USABLE,
        seconds(s -> mayFail(s) || mayFail(Math.min(s + USABLE, truth.seconds() - 1))),
        USABLE);
  }

  /** Two minutes of looks and reports are not to the second those of the truth. */
  private boolean mayFail(int second) {
    return truth.mayHaveFailed(0.45, second - FAILURES, second);
  }

  private Complaint refused() {
    var may = on(ApiAway.class);
    may.or(on(Conflicts.class));
    may.or(on(PubSub.class));
    may.or(on(Quota.class));
    may.or(on(RefusedWrites.class));
    may.or(on(Spoilt.class));
    return new Complaint(
        "something keeps the operator from its work",
        "Ready",
        is("False"),
        new BitSet(),
        0,
        may,
        60);
  }

  private Complaint spoilt() {
    return new Complaint(
        "the resource is not valid",
        "Stalled",
        is("True"),
        on(Spoilt.class),
        TICK,
        on(Spoilt.class),
        TICK);
  }

  private Complaint doubted() {
    return new Complaint(
        "a worker tells what can't be true",
        "ReportsDoubted",
        is("True"),
        seconds(s -> truth.lyingFor(s) > 0 && mayTell(s)),
        USABLE,
        on(Lies.class),
        USABLE);
  }

  private boolean mayTell(int second) {
    return !world.pool().foreign()
        && !world.isOn(LateReports.class, second)
        && !world.isOn(Spoilt.class, second);
  }

  private Complaint unfit() {
    return new Complaint(
        "the subscription can't be used",
        "SubscriptionReady",
        is("False"),
        new BitSet(),
        0,
        on(PubSub.class),
        60);
  }

  private static Predicate<State> is(String status) {
    return state -> state.status().equals(status);
  }

  private BitSet on(Class<? extends Disturbance> kind) {
    var on = new BitSet();
    world.all(kind).filter(this::comes).forEach(one -> on.set((int) one.from(), end(one)));
    return on;
  }

  private BitSet of(Set<String> faults) {
    var on = new BitSet();
    world
        .all(Monitoring.class)
        .filter(one -> faults.contains(one.fault()) && comes(one))
        .forEach(one -> on.set((int) one.from(), end(one)));
    return both(on, s -> !world.isOn(Paused.class, s) && !world.isOn(Spoilt.class, s));
  }

  private boolean comes(Disturbance one) {
    return one.from() < truth.seconds() - 1;
  }

  private int end(Disturbance one) {
    return Math.max((int) one.from() + 1, (int) Math.min(truth.seconds(), one.until()));
  }

  private BitSet all() {
    return seconds(s -> true);
  }

  private BitSet seconds(IntPredicate is) {
    var seconds = new BitSet();
    for (var second = 0; second < truth.seconds(); second++) {
      seconds.set(second, is.test(second));
    }
    return seconds;
  }

  private static BitSet both(BitSet one, IntPredicate other) {
    var both = new BitSet();
    one.stream().filter(other).forEach(both::set);
    return both;
  }
}
