package dev.taskworkers.simulation.scenarios;

import dev.taskworkers.simulation.scenarios.Disturbance.BrokenPods;
import dev.taskworkers.simulation.scenarios.Disturbance.DeafDoorbell;
import dev.taskworkers.simulation.scenarios.Disturbance.LateReports;
import dev.taskworkers.simulation.scenarios.Disturbance.LostLabel;
import dev.taskworkers.simulation.scenarios.Disturbance.LostPods;
import dev.taskworkers.simulation.scenarios.Disturbance.OtherReplicas;
import dev.taskworkers.simulation.scenarios.Disturbance.Unheard;
import dev.taskworkers.simulation.scenarios.Load.Burst;
import dev.taskworkers.simulation.scenarios.Load.Steady;
import dev.taskworkers.simulation.scenarios.Scenario.Past;
import dev.taskworkers.simulation.scenarios.world.Nodes;
import dev.taskworkers.simulation.scenarios.world.TaskKind;
import dev.taskworkers.simulation.scenarios.world.TaskKind.Returns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The scenarios by name. */
final class Scenarios {
  static final int MINUTE = 60;
  static final int HOUR = 3600;
  private static final double TWO_DAYS = 48.0 * HOUR;

  /** When what a scenario is about begins. */
  static final int BEGIN = 10 * MINUTE;

  static final TaskKind HOUR_LONG = TaskKind.of(HOUR);

  /** Short tasks, and then long ones that nothing tells apart from them. */
  static final Scenario TWO_KINDS =
      Scenario.of(
          "two-kinds",
          PoolSettings.of(4, 60),
          BEGIN + 5 * MINUTE,
          new Steady(0, BEGIN, 4, TaskKind.of(1)),
          new Burst(BEGIN, 10, 200, HOUR_LONG));

  /** Long tasks for a pool that never timed one. */
  static final Scenario UNKNOWN_LONG =
      Scenario.of(
          "unknown-long",
          PoolSettings.of(4, 20),
          BEGIN + 5 * MINUTE,
          new Burst(BEGIN, 30, 85, TaskKind.of(240)));

  /** Many long tasks at once for an empty pool. */
  static final Scenario LONG_BATCH =
      Scenario.of(
          "long-batch",
          PoolSettings.of(1, 1000).knownToTake("1h"),
          BEGIN + 15 * MINUTE,
          new Burst(BEGIN, 5, 100, HOUR_LONG));

  static final double CUT_FROM = 5 * MINUTE;
  static final double CUT_TO = 45 * MINUTE;

  /** A packet filter between the operator and its workers, which work on. */
  static final Scenario NOT_HEARD =
      Scenario.of(
              "not-heard",
              PoolSettings.of(4, 50).knownToTake("30m"),
              60 * MINUTE,
              new Burst(0, 1, 40, TaskKind.of(30 * MINUTE)))
          .after(new Past(10, 30 * MINUTE, 0))
          .with(new Unheard(CUT_FROM, CUT_TO));

  private static final TaskKind ONE_IN_TWENTY_AGAIN =
      TaskKind.of(2).returning(new Returns(0.05, 1, 10, 10));

  /** Old pods, and an operator that has just begun and hears of each a tick late. */
  static final Scenario NEW_LEADER =
      Scenario.of(
              "new-leader",
              PoolSettings.of(4, 500).knownToTake("2s"),
              BEGIN + 10 * MINUTE,
              new Steady(0, BEGIN + 10 * MINUTE, 20, ONE_IN_TWENTY_AGAIN))
          .after(new Past(20, TWO_DAYS, 1.05))
          .withOperatorFrom(BEGIN)
          .with(new LateReports(4.9));

  /** The same when so much has come in the last half minute that 3 000 tasks wait. */
  static final Scenario NEW_LEADER_IN_A_BURST = withBurst(NEW_LEADER);

  private static Scenario withBurst(Scenario quiet) {
    var loads = new ArrayList<>(quiet.loads());
    // The pods start 40 tasks a second, of which 21 are the others.
    loads.add(new Burst(BEGIN - 30, 30, 3000 + 30 * 19, TaskKind.of(2)));
    return new Scenario(
        "new-leader in a burst",
        quiet.pool(),
        quiet.nodes(),
        quiet.past(),
        quiet.operatorFrom(),
        loads,
        quiet.disturbances(),
        quiet.seconds());
  }

  static final TaskKind OLD = TaskKind.of(1).varied();

  /** Messages that never end, beside a load that one pod carries, and an image of others. */
  static final Scenario STUCK =
      Scenario.of(
              "stuck",
              PoolSettings.of(4, 50).foreignImage(),
              BEGIN + 2 * HOUR,
              new Burst(0, 1, 50, TaskKind.stuck()),
              new Steady(BEGIN, BEGIN + 2 * HOUR, 0.5, TaskKind.of(1)))
          .withOperatorFrom(BEGIN);

  /** Ten times as many, and as many old ones that can run. */
  static final Scenario STUCK_500 =
      Scenario.of(
              "stuck-500",
              PoolSettings.of(4, 50).foreignImage(),
              BEGIN + 2 * HOUR,
              new Burst(0, 1, 500, TaskKind.stuck()),
              new Burst(0, 1, 500, OLD),
              new Steady(BEGIN, BEGIN + 2 * HOUR, 0.5, TaskKind.of(1)))
          .withOperatorFrom(BEGIN);

  /** One ordering key has everything, so one task runs at a time, and that is nearly enough. */
  static final Scenario HOT_KEY = hotKey("hot-key", 0.5, 1.9);

  /** Half as much again as one at a time can do. */
  static final Scenario TOO_HOT_KEY = hotKey("too-hot-key", 1.5, 1);

  private static Scenario hotKey(String name, double perSecond, double taskSeconds) {
    return Scenario.of(
        name,
        PoolSettings.of(4, 50),
        2 * HOUR,
        new Steady(0, 2 * HOUR, perSecond, TaskKind.of(taskSeconds).ordered("hot")));
  }

  static final TaskKind WITHOUT_KEY = TaskKind.of(5).varied();

  /** A key that is too hot, beside tasks without one of which ten times as many come then. */
  static final Scenario HOT_KEY_BESIDE_OTHERS =
      Scenario.of(
          "hot-key beside others",
          PoolSettings.of(4, 50),
          HOUR,
          new Steady(0, HOUR, 1.5, TaskKind.of(1).ordered("hot")),
          new Steady(0, HOUR, 2, WITHOUT_KEY),
          new Steady(20 * MINUTE, HOUR, 18, WITHOUT_KEY));

  /** Forty lines of tasks at once, which take a hundred seconds each, one after the other. */
  static final Scenario MANY_KEYS =
      Scenario.of("many-keys", PoolSettings.of(4, 50), 20 * MINUTE, lines(40));

  private static Load[] lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(key -> new Burst(BEGIN, MINUTE, 50, TaskKind.of(2).ordered("key " + key)))
        .toArray(Load[]::new);
  }

  /** Now and then more tasks in a second than chance explains, for which slots are free. */
  static final Scenario SMALL_BURSTS =
      Scenario.of("small-bursts", PoolSettings.of(16, 10).atLeast(2), HOUR, bursts(97, 30));

  private static Load[] bursts(int everySeconds, int tasks) {
    return IntStream.range(1, HOUR / everySeconds)
        .mapToObj(burst -> new Burst(burst * everySeconds, 1, tasks, TaskKind.of(2)))
        .toArray(Load[]::new);
  }

  /** A load that stops, told of by reports that are a tick late. */
  static final Scenario LATE_REPORTS =
      Scenario.of(
              "late-reports",
              PoolSettings.of(4, 10).atLeast(4),
              40 * MINUTE,
              new Steady(BEGIN, 2 * BEGIN, 20, TaskKind.of(0.5)),
              new Steady(3 * BEGIN, 3 * BEGIN + MINUTE, 20, TaskKind.of(0.5)))
          .with(new LateReports(4.9));

  /** A load that comes, stays and goes, for an image of others. */
  static final Scenario FOREIGN_STEP =
      Scenario.of(
          "foreign-step",
          PoolSettings.of(4, 100).foreignImage(),
          2 * HOUR,
          new Steady(0, 2 * HOUR, 2, TaskKind.of(5).varied()),
          new Steady(30 * MINUTE, HOUR, 18, TaskKind.of(5).varied()));

  /** One pod never gets a node; each that comes later brings one, a minute after it is pending. */
  static final Scenario NO_ROOM =
      Scenario.of(
              "no-room",
              PoolSettings.of(4, 50).knownToTake("5s"),
              BEGIN + 15 * MINUTE,
              new Steady(0, BEGIN + 15 * MINUTE, 19, TaskKind.of(5)),
              new Steady(BEGIN, BEGIN + 15 * MINUTE, 19, TaskKind.of(5)))
          .after(new Past(25, HOUR, 0.76, 1))
          .on(Nodes.of(15, 35).fullFrom(0, MINUTE))
          .withOperatorFrom(BEGIN - MINUTE);

  static final int STEP = HOUR;

  private static Scenario step(String name, double hears) {
    var kind = TaskKind.of(5).varied();
    return Scenario.of(
            name,
            PoolSettings.of(4, 100),
            4 * HOUR,
            new Steady(0, STEP, 0.5, kind),
            new Steady(STEP, 2 * STEP, 20, kind),
            new Steady(2 * STEP, 4 * STEP, 0.5, kind))
        .with(new DeafDoorbell(STEP - 10 * MINUTE, hears));
  }

  /** Another cluster's operator listens at the same doorbell. */
  static final Scenario HALF_DOORBELL = step("half-doorbell", 0.5);

  /** The topic was made anew, and the doorbell hangs at the old one. */
  static final Scenario DEAF_DOORBELL = step("deaf-doorbell", 0);

  /** One task that fails and comes back after five minutes, and nothing else. */
  static final Scenario BACKOFF = backoff("backoff", 5 * MINUTE);

  /** The same when it comes back before any sample can show it. */
  static final Scenario SHORT_BACKOFF = backoff("short-backoff", 100);

  private static Scenario backoff(String name, int seconds) {
    var kind = TaskKind.of(1).returning(new Returns(1, 1, seconds, seconds));
    return Scenario.of(name, PoolSettings.of(4, 10), 30 * MINUTE, new Burst(BEGIN, 1, 1, kind));
  }

  static final int ON_SECONDS = 5 * MINUTE;
  static final int GAP_SECONDS = 40;
  static final int PERIODS = 6;

  /** A load that comes and goes faster than pods do. */
  static final Scenario SLOW_START =
      Scenario.of(
              "slow-start",
              PoolSettings.of(1, 50).stabilized(600),
              PERIODS * (ON_SECONDS + GAP_SECONDS) + 20 * MINUTE,
              comingAndGoing().toArray(Load[]::new))
          .after(new Past(50, 10 * MINUTE, 0.24))
          .on(Nodes.of(300, 300));

  private static List<Load> comingAndGoing() {
    var loads = new ArrayList<Load>();
    for (var period = 0; period < PERIODS; period++) {
      double from = period * (ON_SECONDS + GAP_SECONDS);
      loads.add(new Steady(from, from + ON_SECONDS, 12, TaskKind.of(4)));
    }
    return loads;
  }

  /** One of twenty pods refuses each task, and its worker holds the gate shut. */
  static final Scenario BLACK_HOLE =
      Scenario.of(
              "black-hole",
              PoolSettings.of(4, 20).atLeast(20),
              2 * BEGIN,
              new Burst(BEGIN, 1, 10_000, TaskKind.of(5)))
          .after(new Past(20, HOUR, 0))
          .with(new BrokenPods(BEGIN, 1));

  static final int LOST_AT = 20 * MINUTE;

  /** The only pod with the only task is preempted. */
  static final Scenario PREEMPTED =
      Scenario.of(
              "preempted",
              PoolSettings.of(1, 10),
              40 * MINUTE,
              new Burst(BEGIN, 1, 1, TaskKind.of(2.0 * HOUR)))
          .with(new LostPods(LOST_AT, 1));

  static final int TOUCHED_AT = 2 * BEGIN;

  /** The Deployment of busy pods is lost from sight. */
  static final Scenario LOST_LABEL = touched("lost-label", new LostLabel(TOUCHED_AT));

  /** Another autoscaler asks for three times as many pods as there are. */
  static final Scenario OTHERS_ADD = touched("others-add", new OtherReplicas(TOUCHED_AT, 30));

  /** Another autoscaler leaves one pod. */
  static final Scenario OTHERS_REMOVE = touched("others-remove", new OtherReplicas(TOUCHED_AT, 1));

  private static Scenario touched(String name, Disturbance what) {
    return Scenario.of(
            name,
            PoolSettings.of(4, 50).knownToTake("5s"),
            TOUCHED_AT + BEGIN,
            new Steady(0, TOUCHED_AT + BEGIN, 7, TaskKind.of(5)))
        .after(new Past(10, HOUR, 0.7))
        .withOperatorFrom(BEGIN)
        .with(what);
  }

  private Scenarios() {}
}
