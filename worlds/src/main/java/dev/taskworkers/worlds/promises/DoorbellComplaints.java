// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.worlds.play.PlayedTask;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.CutDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DeafDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.NewPool;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.SharedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.SoughtBack;
import dev.taskworkers.worlds.spec.Disturbance.TwoOperators;
import dev.taskworkers.worlds.spec.World;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be wrong with a doorbell and its status has a word for. */
final class DoorbellComplaints {
  private static final int TICK = 5;

  /** A doorbell is trusted again once it was right for five minutes, as tasks that come show. */
  private static final int TRUSTED_AGAIN = 1200;

  /** So many tasks that were started and not counted are no chance. */
  private static final int NOT_COUNTED = 40;

  /** A comparison of counts and starts goes on for up to five minutes. */
  private static final int COMPARED = 300;

  private final History history;
  private final World world;
  private final Truth truth;
  private final WorldSeconds seconds;

  DoorbellComplaints(History history, WorldSeconds seconds) {
    this.history = history;
    this.world = history.world();
    this.truth = history.truth();
    this.seconds = seconds;
  }

  Complaint cut() {
    var isRung = world.pool().arrivals().equals("Auto");
    return new Complaint(
        "the doorbell is cut",
        ConditionType.ARRIVALS_KNOWN,
        state -> !state.status().equals("True"),
        WorldSeconds.both(
            seconds.on(CutDoorbell.class), s -> isRung && !world.isOn(PubSub.class, s - 120, s)),
        60,
        seconds.all(),
        0);
  }

  /** Free slots prove nothing of tasks that wait for their ordering key. */
  Complaint deaf() {
    var may = new BitSet();
    for (var kind :
        List.of(
            DeafDoorbell.class,
            SharedDoorbell.class,
            DetachedDoorbell.class,
            TwoOperators.class,
            SoughtBack.class,
            PubSub.class)) {
      may.or(seconds.on(kind));
    }
    may.or(seconds.where(s -> world.isOrdered() || !hasTasks(s)));
    return new Complaint(
        "the doorbell misses tasks",
        ConditionType.ARRIVALS_KNOWN,
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

  /**
   * A stream that is stuck answers no ping: another one takes its place, and hears. One that is cut
   * has nothing that could be compared, and the condition says that it is.
   */
  private BitSet deafAndShown() {
    var shown = new BitSet();
    var deafs = world.all(DeafDoorbell.class).filter(one -> !one.fault().equals("stream-stuck"));
    for (var deaf : deafs.filter(seconds::comes).toList()) {
      for (var led : ofEachLeader(deaf)) {
        notCounted(led).ifPresent(at -> shown.set(at, led.until()));
      }
    }
    if (!world.pool().arrivals().equals("Auto") || world.isOrdered()) {
      shown.clear();
    }
    shown.andNot(seconds.on(CutDoorbell.class));
    return WorldSeconds.both(shown, s -> new KnownSignals(world).heardSince(s) < s - COMPARED);
  }

  /** A time in which one leader could see that a doorbell is deaf. */
  private record Led(double from, int until) {}

  /**
   * What one leader has found the next one does not know, and what is started while there is none
   * nobody compares with what was counted.
   */
  private List<Led> ofEachLeader(Disturbance one) {
    var aways =
        Stream.of(OperatorAway.class, ApiAway.class, NewPool.class)
            .flatMap(kind -> world.all(kind))
            .filter(away -> one.from() < away.from() && away.from() < seconds.end(one))
            .sorted(Comparator.comparingDouble(Disturbance::from))
            .toList();
    var times = new ArrayList<Led>();
    var from = one.from();
    for (var away : aways) {
      times.add(new Led(from, (int) away.from()));
      from = Math.max(from, Math.max(away.from(), away.until()));
    }
    times.add(new Led(from, seconds.end(one)));
    return times;
  }

  /** When more had been started than chance explains of what came in that time. */
  private Optional<Integer> notCounted(Led led) {
    return history.tasks().stream()
        .filter(task -> task.publishedAt() > led.from() + TICK)
        .filter(task -> !isInSamples(task))
        .mapToDouble(PlayedTask::firstStartedAt)
        .filter(at -> !Double.isNaN(at))
        .mapToObj(at -> (int) at)
        .filter(at -> at < led.until())
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
}
