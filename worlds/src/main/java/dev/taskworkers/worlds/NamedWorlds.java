// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static dev.taskworkers.worlds.spec.Disturbance.NEVER;

import dev.taskworkers.worlds.spec.Disturbance.AskedDrain;
import dev.taskworkers.worlds.spec.Disturbance.BrokenPods;
import dev.taskworkers.worlds.spec.Disturbance.CutDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DeafDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.Evicted;
import dev.taskworkers.worlds.spec.Disturbance.LateReports;
import dev.taskworkers.worlds.spec.Disturbance.LostLabel;
import dev.taskworkers.worlds.spec.Disturbance.LostPods;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.NewPool;
import dev.taskworkers.worlds.spec.Disturbance.NewTopic;
import dev.taskworkers.worlds.spec.Disturbance.NoRoom;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.Quota;
import dev.taskworkers.worlds.spec.Disturbance.SharedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.SlowControllers;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.Load.Burst;
import dev.taskworkers.worlds.spec.Load.Recurring;
import dev.taskworkers.worlds.spec.Load.Steady;
import dev.taskworkers.worlds.spec.Nodes;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.TaskKind;
import dev.taskworkers.worlds.spec.World;
import dev.taskworkers.worlds.spec.World.Past;
import java.util.List;
import java.util.stream.IntStream;

/** Fixed worlds, each with a name and the sentence of what it is about. */
final class NamedWorlds {
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  /** When what a world is about begins. */
  private static final int BEGIN = 10 * MINUTE;

  private static final int MEGABYTE = 1_000_000;

  /** A world with any seed. */
  record Named(String name, String sentence, World world) {}

  static final List<Named> ALL =
      List.of(
          new Named(
              "two-kinds",
              "Tasks of an hour come after tasks of a second, and nothing tells them apart.",
              World.of(
                  PoolSettings.of(4, 60),
                  BEGIN + 70 * MINUTE,
                  load("short", new Steady(0, BEGIN, 4), TaskKind.of(1)),
                  load("long", new Burst(BEGIN, 10, 200), TaskKind.of(HOUR)))),
          new Named(
              "unknown-long",
              "Long tasks come to a pool that never timed one.",
              World.of(
                  PoolSettings.of(4, 20),
                  BEGIN + 5 * MINUTE,
                  load("long", new Burst(BEGIN, 30, 85), TaskKind.of(240)))),
          new Named(
              "long-batch",
              "A hundred tasks of an hour come at once to an empty pool.",
              World.of(
                  PoolSettings.of(1, 1000).knownToTake("1h"),
                  BEGIN + 75 * MINUTE,
                  load("long", new Burst(BEGIN, 5, 100), TaskKind.of(HOUR)))),
          new Named(
              "not-heard",
              "A packet filter comes between the operator and workers that run long tasks.",
              World.of(
                      PoolSettings.of(4, 50).knownToTake("30m"),
                      75 * MINUTE,
                      load("long", new Burst(0, 1, 40), TaskKind.of(30 * MINUTE)))
                  .after(new Past(10, 30 * MINUTE, 0, 1))
                  .with(new Unheard(5 * MINUTE, 45 * MINUTE))),
          new Named("new-leader", "A new operator hears of old pods a tick late.", newLeader()),
          new Named(
              "new-leader-in-a-burst",
              "Another operator begins to lead when three thousand tasks wait.",
              // The pods start 40 tasks a second, of which 21 are the others.
              newLeader()
                  .withOperatorFrom(0)
                  .with(new OperatorAway(BEGIN - 10, BEGIN))
                  .with(load("burst", new Burst(BEGIN - 30, 30, 3000 + 30 * 19), TaskKind.of(2)))),
          new Named(
              "new-leader-at-rest",
              "Another operator begins to lead minutes after the last task of a burst is done.",
              World.of(
                      PoolSettings.of(4, 50),
                      BEGIN + 10 * MINUTE,
                      load("burst", new Burst(BEGIN - 4 * MINUTE, 3, 24), TaskKind.of(4)))
                  .with(new OperatorAway(BEGIN, BEGIN + 10))),
          new Named(
              "stuck",
              "Messages that never succeed, beside a load that one pod carries.",
              World.of(
                      PoolSettings.of(4, 50).foreignImage().retriedForEver(),
                      BEGIN + 2 * HOUR,
                      load(
                          "stuck",
                          new Burst(0, 1, 50),
                          TaskKind.of(0.1).failing(1, TaskKind.ALWAYS)),
                      load("load", new Steady(BEGIN, BEGIN + 2 * HOUR, 0.5), TaskKind.of(1)))
                  .withOperatorFrom(BEGIN)),
          new Named(
              "stuck-500",
              "Ten times as many that never succeed, and as many old ones that can.",
              World.of(
                      PoolSettings.of(4, 50).foreignImage().retriedForEver(),
                      BEGIN + 2 * HOUR,
                      load(
                          "stuck",
                          new Burst(0, 1, 500),
                          TaskKind.of(0.1).failing(1, TaskKind.ALWAYS)),
                      load("old", new Burst(0, 1, 500), TaskKind.varied(1)),
                      load("load", new Steady(BEGIN, BEGIN + 2 * HOUR, 0.5), TaskKind.of(1)))
                  .withOperatorFrom(BEGIN)),
          new Named(
              "hot-key",
              "One ordering key has everything, and one task at a time is nearly enough.",
              hotKey(0.5, 1.9)),
          new Named(
              "too-hot-key",
              "One ordering key has half as much again as one task at a time can do.",
              hotKey(1.5, 1)),
          new Named(
              "hot-key-and-others",
              "Tasks without a key come ten times as fast beside a key that is too hot.",
              World.of(
                  PoolSettings.of(4, 50),
                  HOUR,
                  load("hot", new Steady(0, HOUR, 1.5), TaskKind.of(1).ordered(1, true)),
                  load("others", new Steady(0, HOUR, 2), TaskKind.varied(5)),
                  load("more", new Steady(20 * MINUTE, 40 * MINUTE, 18), TaskKind.varied(5)))),
          new Named(
              "many-keys",
              "Forty lines of tasks wait at once, each line one after the other.",
              World.of(
                  PoolSettings.of(4, 50),
                  25 * MINUTE,
                  load(
                      "lines", new Burst(BEGIN, MINUTE, 2000), TaskKind.of(2).ordered(40, false)))),
          new Named(
              "small-bursts",
              "Now and then come more tasks in a second than chance explains, and slots are free.",
              World.of(
                  PoolSettings.of(16, 10).atLeast(2),
                  HOUR,
                  load("bursts", new Recurring(97, HOUR - 97, 97, 0, 30), TaskKind.of(2)))),
          new Named(
              "late-reports",
              "A load stops, of which reports tell that are a tick late.",
              World.of(
                      PoolSettings.of(4, 10).atLeast(4),
                      40 * MINUTE,
                      load("load", new Steady(BEGIN, 2 * BEGIN, 20), TaskKind.of(0.5)),
                      load(
                          "again", new Steady(3 * BEGIN, 3 * BEGIN + MINUTE, 20), TaskKind.of(0.5)))
                  .with(new LateReports(0, NEVER, 4.9))),
          new Named(
              "slow-start",
              "A load comes and goes faster than pods do.",
              World.of(
                      PoolSettings.of(1, 50).stabilized(600),
                      6 * (5 * MINUTE + 40) + 20 * MINUTE,
                      IntStream.range(0, 6).mapToObj(NamedWorlds::period).toArray(Load[]::new))
                  .after(new Past(50, 10 * MINUTE, 144, 4))
                  .on(Nodes.of(300, 300))),
          new Named(
              "foreign-step",
              "A load comes, stays and goes, for an image that reports nothing.",
              World.of(
                  PoolSettings.of(4, 100).foreignImage(),
                  2 * HOUR,
                  load("all", new Steady(0, 2 * HOUR, 2), TaskKind.varied(5)),
                  load("more", new Steady(30 * MINUTE, HOUR, 18), TaskKind.varied(5)))),
          new Named(
              "not-heard-to-end",
              "Nobody can hear workers whose tasks take half an hour, and more come.",
              World.of(
                      PoolSettings.of(4, 69),
                      HOUR,
                      load("l", new Steady(904, 3096, 1 / 11.9), TaskKind.varied(30 * MINUTE)))
                  .with(new Unheard(182, 3178))),
          new Named(
              "shares-not-used",
              "A pool has a limit of its rate, and tasks of an hour keep slots of some of its pods.",
              World.of(
                  PoolSettings.of(4, 39).limitedTo("63/m"),
                  45 * MINUTE,
                  load("long", new Burst(BEGIN, 10, 23), TaskKind.of(HOUR)),
                  load(
                      "short", new Recurring(140, 40 * MINUTE, 220, 0, 163), TaskKind.varied(60)))),
          new Named(
              "no-room",
              "Twice as much comes as before, and each new pod needs a node.",
              World.of(
                      PoolSettings.of(4, 50).knownToTake("5s"),
                      BEGIN + 15 * MINUTE,
                      load("all", new Steady(0, BEGIN + 15 * MINUTE, 19), TaskKind.of(5)),
                      load("more", new Steady(BEGIN, BEGIN + 15 * MINUTE, 19), TaskKind.of(5)))
                  .after(new Past(25, HOUR, 2700, 5))
                  .on(Nodes.of(15, 35).growing(26, MINUTE))),
          new Named(
              "half-doorbell",
              "Another operator listens at the same doorbell, so that it hears half.",
              step().with(new SharedDoorbell(50 * MINUTE, NEVER))),
          new Named(
              "deaf-doorbell",
              "The doorbell's streams are open and bring nothing.",
              step().with(new DeafDoorbell(50 * MINUTE, NEVER))),
          new Named(
              "large-messages",
              "More bytes come than a stream brings in the same time.",
              World.of(
                  PoolSettings.of(4, 50),
                  BEGIN + 30 * MINUTE,
                  load("load", new Steady(BEGIN, 2 * BEGIN, 15), TaskKind.of(1).sized(MEGABYTE)))),
          new Named(
              "unready-pod",
              "One pod is not ready and answers, and the others have nothing to do.",
              World.of(
                      PoolSettings.of(4, 20),
                      40 * MINUTE,
                      load("load", new Steady(0, BEGIN, 5), TaskKind.of(5)))
                  .after(new Past(10, HOUR, 2500, 5))
                  .with(new BrokenPods(BEGIN - MINUTE, 1))),
          new Named(
              "backoff",
              "One task fails and comes back, and nothing else is there.",
              World.of(
                  PoolSettings.of(4, 10),
                  40 * MINUTE,
                  load("task", new Burst(BEGIN, 1, 1), TaskKind.of(1).failing(1, 4)))),
          new Named(
              "black-hole",
              "One of twenty pods refuses each task.",
              World.of(
                      PoolSettings.of(4, 20).atLeast(20),
                      2 * BEGIN,
                      load("load", new Burst(BEGIN, 1, 10_000), TaskKind.of(5)))
                  .after(new Past(20, HOUR, 0, 1))
                  .with(new BrokenPods(BEGIN, 1))),
          new Named(
              "preempted",
              "The only pod with the only task is lost.",
              World.of(
                      PoolSettings.of(1, 10),
                      3 * HOUR,
                      load("task", new Burst(BEGIN, 1, 1), TaskKind.of(2.0 * HOUR)))
                  .with(new LostPods(20 * MINUTE, 1))),
          new Named(
              "cut-after-ten-minutes",
              "Nodes are drained whose pods have longer tasks than Google waits for.",
              World.of(
                      PoolSettings.of(1, 10).knownToTake("20m").knowingArrivalsBy("Metric"),
                      80 * MINUTE,
                      load("long", new Burst(BEGIN, 1, 4), TaskKind.of(20 * MINUTE)))
                  .with(new Evicted(20 * MINUTE, 2, BEGIN, false))),
          new Named(
              "asked-to-drain",
              "The user asks to drain three busy workers.",
              busy().with(new AskedDrain(2 * BEGIN, 3))),
          new Named(
              "lost-label",
              "The Deployment of busy pods is lost from sight.",
              busy().with(new LostLabel(2 * BEGIN))),
          new Named(
              "others-add",
              "Another autoscaler asks for three times as many pods.",
              busy().with(new OtherReplicas(2 * BEGIN, 30))),
          new Named(
              "others-remove",
              "Another autoscaler leaves one pod.",
              busy().with(new OtherReplicas(2 * BEGIN, 1))),
          new Named(
              "slow-controllers",
              "Kubernetes takes a minute and more to remove pods that have nothing to do.",
              idle().with(new SlowControllers(0, NEVER, 0.2))),
          new Named(
              "controllers-away",
              "Nobody removes the pods that have nothing to do, and more are needed meanwhile.",
              idle().with(new SlowControllers(0, 12 * MINUTE, 0))),
          new Named(
              "miscounted",
              "The doorbell counts a task once too often, and the pool rests between bursts.",
              World.of(
                  PoolSettings.of(4, 18),
                  90 * MINUTE,
                  load("bursts", new Recurring(40, HOUR, 220, 55, 43), TaskKind.varied(5)))),
          new Named(
              "unseen-for-long",
              "Monitoring shows nothing, and most of what was counted waits for half an hour.",
              World.of(
                      PoolSettings.of(4, 20).knownToTake("30m"),
                      BEGIN + 40 * MINUTE,
                      load("long", new Burst(BEGIN, 10, 40), TaskKind.of(30 * MINUTE)))
                  .with(new NoRoom(0, BEGIN + 30 * MINUTE, 2))
                  .with(new Monitoring(0, NEVER, "monitoring-503"))),
          new Named(
              "shown-no-more",
              "Monitoring forgets the sample of a burst, most of which waits for half an hour.",
              World.of(
                      PoolSettings.of(4, 20).knownToTake("30m"),
                      BEGIN + 40 * MINUTE,
                      load("long", new Burst(BEGIN, 10, 40), TaskKind.of(30 * MINUTE)))
                  .with(new NoRoom(0, BEGIN + 30 * MINUTE, 2))
                  .with(new Monitoring(BEGIN + 7 * MINUTE, NEVER, "monitoring-stale"))),
          new Named(
              "unseen-by-the-next",
              "Monitoring shows nothing, and another operator begins to lead while tasks wait.",
              World.of(
                      PoolSettings.of(4, 20),
                      65 * MINUTE,
                      load("long", new Steady(0, 48 * MINUTE, 0.01), TaskKind.of(30 * MINUTE)))
                  .with(new NoRoom(17 * MINUTE, NEVER, 2))
                  .with(new Monitoring(0, NEVER, "monitoring-503"))
                  .with(new OperatorAway(42 * MINUTE, 42 * MINUTE + 6))),
          new Named(
              "broken-at-its-rate",
              "The only pod breaks, which was enough for all that a rate limit allows.",
              World.of(
                      PoolSettings.of(4, 6).limitedTo("13/m"),
                      20 * MINUTE,
                      load("load", new Steady(0, 20 * MINUTE, 0.21), TaskKind.varied(5)))
                  .with(new BrokenPods(6 * MINUTE, 1))),
          new Named(
              "held-under-a-rate",
              "Tasks of half an hour come as fast as a rate limit allows, and hold most slots.",
              World.of(
                  PoolSettings.of(2, 48).limitedTo("1/m"),
                  70 * MINUTE,
                  load(
                      "long",
                      new Steady(6 * MINUTE, 33 * MINUTE, 0.045),
                      TaskKind.varied(30 * MINUTE)))),
          new Named(
              "keys-without-counts",
              "Tasks wait for their ordering key, and nobody counts them.",
              World.of(
                  PoolSettings.of(64, 3).knowingArrivalsBy("Probe"),
                  25 * MINUTE,
                  load(
                      "keyed",
                      new Steady(BEGIN, 22 * MINUTE, 5.5),
                      TaskKind.varied(5).ordered(33, false)))),
          new Named(
              "made-again",
              "The pool is made again while its pods wait for a node.",
              World.of(
                      PoolSettings.of(4, 6),
                      30 * MINUTE,
                      load("burst", new Burst(BEGIN, 10, 17), TaskKind.varied(60)))
                  .with(new NoRoom(0, 16 * MINUTE, 0))
                  .with(new NewPool(11 * MINUTE))),
          new Named(
              "topic-anew",
              "Monitoring shows nothing, and a task comes after topic and doorbell were made anew.",
              World.of(
                      PoolSettings.of(4, 15),
                      16 * MINUTE,
                      load("before", new Burst(137, 54, 25), TaskKind.varied(5)),
                      load("after", new Burst(15 * MINUTE, 1, 1), TaskKind.of(1)))
                  .with(new Monitoring(3 * MINUTE, NEVER, "monitoring-silent"))
                  .with(new NewTopic(14 * MINUTE))
                  .with(new DetachedDoorbell(14 * MINUTE))),
          new Named(
              "burst-under-a-quota",
              "A thousand tasks come at once while a quota allows one pod.",
              World.of(
                      PoolSettings.of(4, 12).knownToTake("1s"),
                      20 * MINUTE,
                      load("burst", new Burst(BEGIN, 2, 1000), TaskKind.of(1)))
                  .with(new Quota(BEGIN / 2, NEVER, 1))),
          new Named(
              "only-pod-broken",
              "The handler of the only pod is broken when much comes.",
              World.of(
                      PoolSettings.of(4, 20),
                      HOUR,
                      load("first", new Steady(0, BEGIN, 0.2), TaskKind.of(5)),
                      load("more", new Burst(BEGIN, 10, 400), TaskKind.of(5)))
                  .with(new BrokenPods(BEGIN - 5, 1))),
          new Named(
              "burst-like-the-last",
              "Bursts of equal size come again before pods that were ordered for one are ready.",
              recurring()),
          new Named(
              "uncounted-burst-like-the-last",
              "The same bursts come to a pool that no doorbell counts them for.",
              recurring().with(new CutDoorbell(BEGIN, NEVER, "permission-denied"))),
          new Named(
              "delivered-twice",
              "Pub/Sub delivers each task twice, so twice as many runs need a slot.",
              World.of(
                      PoolSettings.of(4, 19),
                      40 * MINUTE,
                      load("load", new Steady(0, 40 * MINUTE, 0.083), TaskKind.varied(60)))
                  .with(new PubSub(BEGIN, 40 * MINUTE, "duplicates"))));

  private NamedWorlds() {}

  private static Load load(String name, Load.Shape shape, TaskKind kind) {
    return new Load(name, shape, kind);
  }

  private static Load period(int number) {
    double from = number * (5 * MINUTE + 40);
    return load("period " + number, new Steady(from, from + 5 * MINUTE, 12), TaskKind.of(4));
  }

  private static World recurring() {
    return World.of(
            PoolSettings.of(1, 76),
            HOUR,
            load("bursts", new Recurring(MINUTE, HOUR, 88, 15, 15), TaskKind.varied(20)))
        .on(Nodes.of(60, 166));
  }

  private static World newLeader() {
    return World.of(
            PoolSettings.of(4, 500).knownToTake("2s"),
            BEGIN + 10 * MINUTE,
            load("load", new Steady(0, BEGIN + 10 * MINUTE, 20), TaskKind.of(2).failing(0.05, 1)))
        .after(new Past(20, 48.0 * HOUR, 180_000, 2))
        .withOperatorFrom(BEGIN)
        .with(new LateReports(0, NEVER, 4.9));
  }

  private static World hotKey(double perSecond, double taskSeconds) {
    return World.of(
        PoolSettings.of(4, 50),
        2 * HOUR,
        load("hot", new Steady(0, 2 * HOUR, perSecond), TaskKind.of(taskSeconds).ordered(1, true)));
  }

  private static World step() {
    var kind = TaskKind.varied(5);
    return World.of(
        PoolSettings.of(4, 100),
        3 * HOUR,
        load("before", new Steady(0, HOUR, 0.5), kind),
        load("step", new Steady(HOUR, HOUR + 20 * MINUTE, 20), kind),
        load("after", new Steady(HOUR + 20 * MINUTE, 2 * HOUR, 0.5), kind));
  }

  /** Twenty pods, of which a few are needed until more comes. */
  private static World idle() {
    return World.of(
            PoolSettings.of(4, 40).knownToTake("5s"),
            20 * MINUTE,
            load("load", new Steady(0, 20 * MINUTE, 2), TaskKind.of(5)),
            load("more", new Steady(BEGIN, 15 * MINUTE, 3), TaskKind.of(5)))
        .after(new Past(20, HOUR, 2500, 5));
  }

  private static World busy() {
    return World.of(
            PoolSettings.of(4, 50).knownToTake("5s"),
            3 * BEGIN,
            load("load", new Steady(0, 3 * BEGIN, 7), TaskKind.of(5)))
        .after(new Past(10, HOUR, 2500, 5));
  }
}
