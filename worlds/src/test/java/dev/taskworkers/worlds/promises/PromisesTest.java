// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.worlds.play.Cluster.Removal;
import dev.taskworkers.worlds.play.PlayedTask;
import dev.taskworkers.worlds.play.SomeTasks;
import dev.taskworkers.worlds.promises.History.State;
import dev.taskworkers.worlds.promises.Truth.Pods;
import dev.taskworkers.worlds.promises.Truth.Tasks;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.CutDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DeafDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.Lies;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.NewPool;
import dev.taskworkers.worlds.spec.Disturbance.NoImage;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.Disturbance.Paused;
import dev.taskworkers.worlds.spec.Disturbance.Quota;
import dev.taskworkers.worlds.spec.Disturbance.RefusedWrites;
import dev.taskworkers.worlds.spec.Disturbance.TwoOperators;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.Load.Steady;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.TaskKind;
import dev.taskworkers.worlds.spec.World;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each promise can be broken, and is kept by what is only like it. */
@DisplayName("A promise")
final class PromisesTest {
  private static final int SECONDS = 7200;
  private static final UnaryOperator<World> SAME = world -> world;
  private static final Load ORDERED =
      new Load("ordered", new Steady(0, SECONDS, 1), TaskKind.of(1).ordered(100, false));

  private static Arguments row(
      String name,
      Promise promise,
      UnaryOperator<World> world,
      Consumer<History> what,
      boolean broken) {
    return Arguments.of(name, promise, world, what, broken);
  }

  static Stream<Arguments> histories() {
    return Stream.of(
        lost("a task succeeds", h -> h.end(List.of(SomeTasks.done(true)), 0, 0), false),
        lost("a task is only acknowledged", h -> h.end(List.of(SomeTasks.done(false)), 0, 0), true),
        lost("a dead letter is earned", h -> h.end(List.of(SomeTasks.deadLetter(5)), 0, 0), false),
        lost("a dead letter is not", h -> h.end(List.of(SomeTasks.deadLetter(1)), 0, 0), true),
        lost(
            "a task may have brought its handler down",
            h -> h.end(List.of(SomeTasks.deadLetter(4, 1)), 0, 0),
            false),
        lost("a task waits still", h -> h.end(List.of(SomeTasks.waiting()), 0, 1), false),
        lost("a task is nowhere", h -> h.end(List.of(SomeTasks.waiting()), 0, 0), true),
        cut("an idle pod goes", SAME, new Removal(600, "a", 0, true), false),
        cut("all are busy", SAME, new Removal(600, "a", 2, false), false),
        cut("a busy pod goes before an idle one", SAME, new Removal(600, "a", 2, true), true),
        cut(
            "somebody else sets the replicas",
            world -> world.with(new OtherReplicas(600, 1)),
            new Removal(600, "a", 2, true),
            false),
        row("it goes to zero at rest", new ZeroOnProof(), SAME, h -> zero(h, 0), false),
        row("it goes to zero while a task runs", new ZeroOnProof(), SAME, h -> zero(h, 1), true),
        row("it is at zero without a task", new ZeroOnProof(), SAME, h -> fill(h, 0, 0, 0), false),
        row("it stays at zero with a task", new ZeroOnProof(), SAME, h -> fill(h, 0, 1, 0), true),
        row(
            "it stays at zero with a task that its doorbell kept in vain, and nothing tells of",
            new ZeroOnProof(),
            deafFor(1300),
            h -> comesAt(h, 900),
            false),
        row(
            "it stays at zero with a task that its doorbell still kept",
            new ZeroOnProof(),
            deafFor(600),
            h -> comesAt(h, 900),
            true),
        row(
            "it stays at zero with a task that came after another which was kept in vain",
            new ZeroOnProof(),
            deafFor(1300),
            h -> comesAt(h, 900, 4000),
            true),
        row(
            "it stays at zero with a task that samples tell of, which its doorbell kept in vain",
            new ZeroOnProof(),
            world -> world.with(new DeafDoorbell(600, 1900)),
            h -> comesAt(h, 900),
            true),
        row(
            "it has less for long, of a task that its doorbell kept in vain",
            new NeverStuck(),
            deafFor(1300),
            h -> comesAt(h, 900),
            false),
        row(
            "it has less for long, of one that came after that, too",
            new NeverStuck(),
            deafFor(1300),
            h -> comesAt(h, 900, 4000),
            true),
        row("it has what tasks need", new NeverStuck(), SAME, h -> fill(h, 3, 8, 4), false),
        row("it has less for long", new NeverStuck(), SAME, h -> fill(h, 1, 80, 4), true),
        row("it has as many as it may", new NeverStuck(), SAME, h -> fill(h, 10, 80, 4), false),
        row("it names no limit", new NeverStuck(), SAME, h -> limited(h, Reason.STEADY), true),
        row("it names one", new NeverStuck(), SAME, h -> limited(h, Reason.UNSCHEDULABLE), false),
        row(
            "it names one that is none",
            new NeverStuck(),
            SAME,
            h -> limited(h, Reason.MAXIMUM),
            true),
        row(
            "it names keys, though tasks that wait need no other's",
            new NeverStuck(),
            world -> world.with(ORDERED),
            h -> limited(h, Reason.ORDERING_KEYS),
            true),
        row(
            "it names a rate that it does not use up",
            new NeverStuck(),
            limitedTo("60/m"),
            h -> limited(h, Reason.RATE_LIMIT),
            true),
        row(
            "a node is long in coming, and it says so",
            new NeverStuck(),
            SAME,
            h -> isWithoutNode(h, "False", 80),
            false),
        row(
            "a node is long in coming, and it is silent",
            new NeverStuck(),
            SAME,
            h -> isWithoutNode(h, "True", 80),
            true),
        row(
            "an image is long in coming, and it says so",
            new NeverStuck(),
            world -> world.with(new NoImage(0, SECONDS)),
            h -> isWithoutImage(h, "False"),
            false),
        row(
            "an image is long in coming, and it is silent",
            new NeverStuck(),
            world -> world.with(new NoImage(0, SECONDS)),
            h -> isWithoutImage(h, "True"),
            true),
        row(
            "an image has come two minutes ago, and it says so",
            new NeverStuck(),
            world -> world.with(new NoImage(0, SECONDS - 120)),
            h -> isWithoutImage(h, "False"),
            false),
        row(
            "an image has come long ago, and it still says so",
            new NeverStuck(),
            world -> world.with(new NoImage(0, 600)),
            h -> isWithoutImage(h, "False"),
            true),
        row(
            "its rate limit holds",
            new NeverStuck(),
            limitedTo("6/m"),
            h -> fill(h, 1, 80, 4),
            false),
        row(
            "its rate limit is fast, and its only pod is never ready",
            new NeverStuck(),
            limitedTo("20/s"),
            h -> isNeverReady(h),
            true),
        row(
            "its rate limit holds, and pods were killed that ran tasks",
            new NeverStuck(),
            limitedTo("6/m"),
            h -> losesPods(h),
            false),
        row(
            "its rate limit held until its only pod broke for three minutes",
            new NeverStuck(),
            limitedTo("6/m"),
            h -> breaksFor(h, 180),
            false),
        row(
            "its rate limit held until its only pod broke for six minutes",
            new NeverStuck(),
            limitedTo("6/m"),
            h -> breaksFor(h, 360),
            true),
        row(
            "its pods begin together what its rate limit lets each of them begin",
            new NeverStuck(),
            limitedTo("2/m").andThen(w -> w.pool(pool -> pool.atMost(40)))::apply,
            h -> beginTogether(h, 17),
            false),
        row(
            "some of them go before they have begun theirs",
            new NeverStuck(),
            limitedTo("2/m").andThen(w -> w.pool(pool -> pool.atMost(40)))::apply,
            h -> beginTogetherLater(h, 14),
            false),
        row(
            "some of them go, and the others begin less than theirs",
            new NeverStuck(),
            limitedTo("2/m").andThen(w -> w.pool(pool -> pool.atMost(40)))::apply,
            h -> beginTogetherLater(h, 10),
            true),
        row(
            "they begin together much less than that",
            new NeverStuck(),
            limitedTo("2/m").andThen(w -> w.pool(pool -> pool.atMost(40)))::apply,
            h -> beginTogether(h, 8),
            true),
        row(
            "they begin nothing for six minutes in twenty, though none has begun its share",
            new NeverStuck(),
            limitedTo("1/m").andThen(w -> w.pool(pool -> pool.atMost(40)))::apply,
            h -> pauses(h, 6),
            true),
        row(
            "they begin nothing for one minute in twenty",
            new NeverStuck(),
            limitedTo("1/m").andThen(w -> w.pool(pool -> pool.atMost(40)))::apply,
            h -> pauses(h, 1),
            false),
        row(
            "they begin one a minute since tasks wait, which the rate allows",
            new NeverStuck(),
            limitedTo("1/m"),
            h -> comeLate(h, 60),
            false),
        row(
            "they begin one in three minutes since tasks wait",
            new NeverStuck(),
            limitedTo("1/m"),
            h -> comeLate(h, 180),
            true),
        row(
            "it names a rate that failures keep it from using up",
            new NeverStuck(),
            limitedTo("60/m"),
            h -> fails(h, Reason.RATE_LIMIT),
            false),
        row(
            "it names none, and tasks fail",
            new NeverStuck(),
            limitedTo("60/m"),
            h -> fails(h, Reason.STEADY),
            true),
        row(
            "it has enough for its rate, and says that tasks fail",
            new NeverStuck(),
            limitedTo("60/m"),
            h -> failsAndSaysSo(h),
            false),
        row(
            "it says that tasks fail, of which many run, and few have failed",
            new NeverStuck(),
            SAME,
            h -> fewFail(h),
            true),
        row(
            "it says that tasks fail, and they do not",
            new NeverStuck(),
            SAME,
            h -> saysThatTasksFail(h),
            true),
        row("it is below it", new NeverStuck(), limitedTo("60/m"), h -> fill(h, 1, 80, 4), true),
        row(
            "a quota allows no more than are there",
            new NeverStuck(),
            world -> world.with(new Quota(0, SECONDS, 3)),
            h -> fill(h, 3, 80, 4),
            false),
        row(
            "a quota allows more",
            new NeverStuck(),
            world -> world.with(new Quota(0, SECONDS, 4)),
            h -> fill(h, 3, 80, 4),
            true),
        row("its pods soon begin all", new NeverStuck(), SAME, h -> endsAfter(h, 260), false),
        row("its pods begin all too late", new NeverStuck(), SAME, h -> endsAfter(h, 280), true),
        row(
            "its pods begin all just before the world ends",
            new NeverStuck(),
            SAME,
            h -> beginsAtTheEnd(h, SECONDS - 1),
            false),
        row(
            "its pods have not begun all when the world ends",
            new NeverStuck(),
            SAME,
            h -> beginsAtTheEnd(h, SECONDS),
            true),
        row("all pods are busy", new NeverStuck(), SAME, h -> idles(h, 0), false),
        row("one waits beside a free slot", new NeverStuck(), SAME, h -> idles(h, 1), true),
        row("it asks for what is useful", new Thrift(), SAME, h -> asksFor(h, 3, 12), false),
        row("it asks for much more for long", new Thrift(), SAME, h -> asksFor(h, 9, 4), true),
        row("it asks for more than its tasks", new Thrift(), SAME, h -> asksFor(h, 5, 4), true),
        row(
            "it does, and each runs twice",
            new Thrift(),
            SAME,
            h -> asksForRuns(h, 5, 4, 8),
            false),
        row("it keeps pods for ten minutes", new Thrift(), SAME, h -> keeps(h, 0), true),
        row("it does, and a node took five to come", new Thrift(), SAME, h -> keeps(h, 280), false),
        row(
            "it asks for a pod for each task, as its pods may start one each",
            new Thrift(),
            limitedTo("2/m").andThen(w -> w.with(new Unheard(0, SECONDS)))::apply,
            h -> asksForOneEach(h),
            false),
        row(
            "it does, and its workers are told how many they are",
            new Thrift(),
            limitedTo("2/m"),
            h -> asksForOneEach(h),
            true),
        row(
            "it does, and they were told so when the tasks came",
            new Thrift(),
            limitedTo("2/m").andThen(w -> w.with(new Unheard(3600, 3700)))::apply,
            h -> asksForOneEach(h),
            true),
        row("it swings with its load", new Calm(), SAME, h -> swings(h, 90, true), false),
        row("it swings by itself", new Calm(), SAME, h -> swings(h, 90, false), true),
        row("it swings with less than a pod's load", new Calm(), SAME, h -> comes(h, 3), false),
        row("it swings beside less than a pod's load", new Calm(), SAME, h -> comes(h, 1), true),
        row("it tells of each change", new Calm(), SAME, h -> tells(h, 1, 2), false),
        row("it tells of one change twice", new Calm(), SAME, h -> tells(h, 2, 2), true),
        row(
            "it could not tell of the change between",
            new Calm(),
            world -> world.with(new ApiAway(602, 604)),
            h -> turnsUntold(h),
            false),
        row("it did not tell of the change between", new Calm(), SAME, h -> turnsUntold(h), true),
        row(
            "another pool tells the same",
            new Calm(),
            world -> world.with(new NewPool(602)),
            h -> tells(h, 2, 2),
            false),
        row(
            "it tells the same after it was paused",
            new Calm(),
            world -> world.with(new Paused(601, 604)),
            h -> tells(h, 2, 2),
            false),
        row(
            "two operators tell the same",
            new Calm(),
            world -> world.with(new TwoOperators(599, 603)),
            h -> tells(h, 2, 2),
            false),
        row(
            "it tells the same of which there were two in between",
            new Calm(),
            world -> world.with(new TwoOperators(601, 604)),
            h -> tells(h, 2, 2),
            true),
        row(
            "it tells the same after it was refused",
            new Calm(),
            world -> world.with(new RefusedWrites(601, 604)),
            h -> tells(h, 2, 2),
            true),
        row("it rests", new Calm(), SAME, h -> fill(h, 0, 0, 0), false),
        row("it writes at rest", new Calm(), SAME, h -> writes(h), true),
        row(
            "workers are heard",
            new Honest(),
            SAME,
            h -> says(h, ConditionType.WORKERS_HEARD, "True"),
            false),
        row(
            "they are called unheard",
            new Honest(),
            SAME,
            h -> says(h, ConditionType.WORKERS_HEARD, "False"),
            true),
        row("nobody is heard, and it says so", new Honest(), SAME, h -> saysSo(h), false),
        row(
            "nobody is heard, and it is silent",
            new Honest(),
            SAME,
            h -> isHidden(h, "True"),
            true),
        row(
            "a pod has no node, and it says so",
            new Honest(),
            SAME,
            h -> isWithoutNode(h, "False", 0),
            false),
        row(
            "a pod has no node, and it is silent",
            new Honest(),
            SAME,
            h -> isWithoutNode(h, "True", 0),
            true),
        row(
            "pods are called ill",
            new Honest(),
            SAME,
            h -> says(h, ConditionType.PODS_HEALTHY, "False"),
            true),
        row(
            "their image is not there, and they are called ill",
            new Honest(),
            world -> world.with(new NoImage(0, SECONDS)),
            h -> says(h, ConditionType.PODS_HEALTHY, "False"),
            false),
        row("samples are late for a moment", new Honest(), SAME, h -> flips(h, 60), false),
        row("samples are late for long", new Honest(), SAME, h -> flips(h, 70), true),
        row("it still says so of workers", new Honest(), SAME, h -> saysOn(h), true),
        row("a doorbell that hears is blamed", new Honest(), SAME, h -> blames(h), true),
        row("a deaf one is not told of", new Honest(), deafFrom(600), h -> starts(h, 20), true),
        row(
            "what a deaf one has not counted was in samples before it was started",
            new Honest(),
            deafFrom(600),
            h -> starts(h, 400),
            false),
        row(
            "nor was that in samples",
            new Honest(),
            deafFrom(600).andThen(w -> w.with(new Monitoring(0, SECONDS, "monitoring-gap")))::apply,
            h -> starts(h, 400),
            true),
        row(
            "a deaf one is cut, and that is told of",
            new Honest(),
            deafFrom(600).andThen(w -> w.with(new CutDoorbell(700, SECONDS, "gone")))::apply,
            h -> saysCut(h),
            false),
        row(
            "what it has not counted was started while nobody led",
            new Honest(),
            deafFrom(600).andThen(w -> w.with(new OperatorAway(660, 3900)))::apply,
            h -> starts(h, 20),
            false),
        row(
            "what it has not counted has never started",
            new Honest(),
            deafFrom(600),
            h -> startsNothing(h),
            false),
        row(
            "somebody has set the replicas, and it is silent",
            new Honest(),
            world -> world.with(new OtherReplicas(600, 1)),
            h -> isSilent(h),
            true),
        row(
            "somebody has set the replicas of a Deployment that is gone",
            new Honest(),
            world -> world.with(new OtherReplicas(600, 1)).with(new NewPool(660)),
            h -> isSilent(h),
            false),
        row("tasks fail, it says", new Honest(), SAME, h -> saysFail(h, 0), true),
        row("tasks fail, and handlers hang up", new Honest(), SAME, h -> saysFail(h, 1), false),
        row("tasks fail by chance, it says", new Honest(), SAME, h -> failsForAMinute(h), true),
        row(
            "most tasks fail of those workers that don't lie, it says",
            new Honest(),
            world -> world.with(new Lies(3000, 3700, 0.5)),
            h -> failsForAMinute(h),
            false),
        row(
            "no task fails while some workers lie, it says that most do",
            new Honest(),
            world -> world.with(new Lies(3000, 3700, 0.5)),
            h -> {
              fill(h, 1, 0, 4);
              h.note(3640, ConditionType.TASKS_FAILING, new State("True", "MostTasksFail"));
              h.note(3680, ConditionType.TASKS_FAILING, new State("False", "TasksSucceed"));
            },
            true),
        row(
            "some workers lied half an hour ago, and tasks fail by chance, it says",
            new Honest(),
            world -> world.with(new Lies(1000, 1800, 0.5)),
            h -> failsForAMinute(h),
            true),
        row(
            "tasks fail by chance since the pool was made again, it says",
            new Honest(),
            world -> world.with(new NewPool(3600)),
            h -> failsForAMinute(h),
            false),
        row("it is small at the end", new Alive(), SAME, h -> fill(h, 0, 0, 0), false),
        row("it is large at the end", new Alive(), SAME, h -> fill(h, 2, 0, 0), true),
        row(
            "it is large, and nobody could tell its operator",
            new Alive(),
            world -> world.pool(PoolSettings::foreignImage).with(new OperatorAway(600, 700)),
            h -> fill(h, 2, 0, 0),
            false),
        row(
            "it is held for longer than samples are shown, and nothing else tells",
            new Alive(),
            world -> world.pool(pool -> deaf(pool).stabilized(600)),
            h -> fill(h, 2, 0, 0),
            false),
        row(
            "it is held for longer than samples are shown, and has a doorbell",
            new Alive(),
            world -> world.pool(pool -> pool.foreignImage().stabilized(600)),
            h -> fill(h, 2, 0, 0),
            true),
        row(
            "it is held, but samples are shown for longer",
            new Alive(),
            world -> world.pool(pool -> deaf(pool).stabilized(300)),
            h -> fill(h, 2, 0, 0),
            true),
        row(
            "it is large, and no sample was taken when its last task ended",
            new Alive(),
            world -> world.pool(PoolSettings::foreignImage).with(gap(7 * 60)),
            h -> endsUnseen(h),
            false),
        row(
            "it is large, and samples were taken before nothing had moved for long",
            new Alive(),
            world -> world.pool(PoolSettings::foreignImage).with(gap(5 * 60)),
            h -> endsUnseen(h),
            true),
        row(
            "it is large, and its last sample is too old when it is shown",
            new Alive(),
            world -> world.pool(pool -> deaf(pool)).with(stale(11 * 60)),
            h -> endsUnseen(h),
            false),
        row(
            "it is large, and its last sample is fresh still when it is shown",
            new Alive(),
            world -> world.pool(pool -> deaf(pool)).with(stale(9 * 60)),
            h -> endsUnseen(h),
            true),
        row(
            "it is large, and a doorbell tells that nothing has come since",
            new Alive(),
            world -> world.pool(PoolSettings::foreignImage).with(stale(11 * 60)),
            h -> endsUnseen(h),
            true),
        row(
            "it is large, and its workers tell that they have nothing",
            new Alive(),
            world -> world.with(gap(7 * 60)),
            h -> endsUnseen(h),
            true),
        row(
            "it complains at the end",
            new Alive(),
            SAME,
            h -> says(h, ConditionType.BACKLOG_KNOWN, "False"),
            true),
        row(
            "it says that the last sample is old, a quarter of an hour after a fault",
            new Alive(),
            endedBeforeTheEnd(15),
            h -> says(h, ConditionType.BACKLOG_KNOWN, "False"),
            false),
        row(
            "it still says so after twenty minutes",
            new Alive(),
            endedBeforeTheEnd(20),
            h -> says(h, ConditionType.BACKLOG_KNOWN, "False"),
            true));
  }

  private static Arguments lost(String name, Consumer<History> what, boolean broken) {
    return row(name, new NothingLost(), SAME, what, broken);
  }

  private static Arguments cut(
      String name, UnaryOperator<World> world, Removal removal, boolean broken) {
    return row(name, new NothingCut(), world, history -> history.add(removal), broken);
  }

  private static PoolSettings deaf(PoolSettings pool) {
    return pool.foreignImage().knowingArrivalsBy("Metric");
  }

  private static UnaryOperator<World> deafFrom(int second) {
    return world -> world.with(new DeafDoorbell(second, SECONDS));
  }

  /** Monitoring has no samples until so many minutes before the end. */
  private static UnaryOperator<World> endedBeforeTheEnd(int minutes) {
    var end = SECONDS - 60 * minutes;
    return world -> world.with(new Monitoring(600, end, "monitoring-gap"));
  }

  private static UnaryOperator<World> limitedTo(String rate) {
    return world -> world.pool(pool -> pool.limitedTo(rate));
  }

  @ParameterizedTest(name = "where {0}: broken {4}")
  @MethodSource("histories")
  void is_broken_by_what_breaks_it_alone(
      String name,
      Promise promise,
      UnaryOperator<World> change,
      Consumer<History> what,
      boolean broken) {
    var history = new History(change.apply(World.of(PoolSettings.of(4, 10), SECONDS)));

    what.accept(history);

    assertThat(promise.check(history).isPresent()).as(promise.sentence()).isEqualTo(broken);
  }

  /** The same in every second, with a task that has waited ever longer where one waits. */
  private static void isNeverReady(History history) {
    for (var second = 0; second < SECONDS; second++) {
      note(history, second, new Pods(1, 0, 0, 0, 0), 80, 0);
    }
  }

  private static void fill(History history, int replicas, int waiting, int running) {
    for (var second = 0; second < SECONDS; second++) {
      note(history, second, replicas, waiting, running);
    }
  }

  private static void note(History history, int second, int replicas, int waiting, int running) {
    note(history, second, new Pods(replicas, replicas, 0, 0, 0), waiting, running);
  }

  private static void note(History history, int second, Pods pods, int waiting, int running) {
    var wait = waiting > 0 ? second : 0;
    history.note(second, pods, pods.all(), tasks(waiting, running, wait, second / 10));
  }

  /** Monitoring shows nothing, and the doorbell is deaf from the tenth minute on. */
  private static UnaryOperator<World> deafFor(int seconds) {
    return world ->
        world
            .with(new Monitoring(0, SECONDS, "monitoring-503"))
            .with(new DeafDoorbell(600, 600 + seconds));
  }

  /** A task comes at each of these times, and none starts. */
  private static void comesAt(History history, int... times) {
    for (var second = 0; second < SECONDS; second++) {
      var now = second;
      var came = (int) IntStream.of(times).filter(at -> at <= now).count();
      var tasks = tasks(came, 0, Math.max(0, second - times[0]), 0);
      history.note(second, new Pods(0, 0, 0, 0, 0), 0, tasks);
    }
  }

  /** As many runs have ended as have begun, but for those that run. */
  private static Tasks tasks(int waiting, int running, int wait, int ended) {
    return new Tasks(waiting, running, waiting + running, wait, 0, ended, 0, ended + running);
  }

  /** A run begins each ten seconds, and none ends but with its pod, four at a time. */
  private static void losesPods(History history) {
    for (var second = 0; second < SECONDS; second++) {
      var tasks = new Tasks(80, second / 10 % 4, 84, second, 0, 0, 0, second / 10);
      history.note(second, new Pods(1, 1, 0, 0, 0), 1, tasks);
    }
  }

  /** A run begins each ten seconds, but for so many seconds from 3600 on, without a ready pod. */
  private static void breaksFor(History history, int seconds) {
    for (var second = 0; second < SECONDS; second++) {
      var lost = Math.max(0, Math.min(seconds, second - 3600));
      var tasks = new Tasks(80, 4, 84, second, 0, 0, 0, (second - lost) / 10);
      var ready = second < 3600 || second >= 3600 + seconds ? 1 : 0;
      history.note(second, new Pods(1, ready, 0, 0, 0), 1, tasks);
    }
  }

  /**
   * So many of 17 pods begin a task together, each 510 s: a rate of two a minute allows each of
   * them one in that time. Two go a minute before that.
   */
  private static void beginTogether(History history, int pods) {
    for (var second = 0; second < SECONDS; second++) {
      var tasks = new Tasks(80, 9, 89, second, 0, 0, 0, pods * ((second + 509) / 510));
      var there = second % 510 < 450 ? 17 : 15;
      history.note(second, new Pods(there, there, 0, 0, 0), there, tasks);
    }
  }

  /** As before, until three of 17 pods go and the others begin so many together, each 420 s. */
  private static void beginTogetherLater(History history, int begun) {
    for (var second = 0; second < SECONDS; second++) {
      var before = 17 * Math.min(10, (second + 509) / 510);
      var after = begun * (Math.max(0, second - 5101 + 420) / 420);
      var tasks = new Tasks(80, 9, 89, second, 0, 0, 0, before + after);
      var there = second < 5000 ? 17 : 14;
      history.note(second, new Pods(there, there, 0, 0, 0), there, tasks);
    }
  }

  /** One of 20 pods begins a task each minute, but for so many minutes in twenty. */
  private static void pauses(History history, int minutes) {
    for (var second = 0; second < SECONDS; second++) {
      var begun = second / 1200 * (20 - minutes) + Math.min(20 - minutes, second % 1200 / 60);
      var tasks = new Tasks(80, 9, 89, second, 0, 0, 0, begun);
      history.note(second, new Pods(20, 20, 0, 0, 0), 20, tasks);
    }
  }

  /** Tasks come eight minutes before the end, and one begins in each so many seconds. */
  private static void comeLate(History history, int seconds) {
    for (var second = 0; second < SECONDS; second++) {
      var wait = Math.max(0, second - SECONDS + 480);
      var begun = wait / seconds;
      var tasks = new Tasks(wait > 0 ? 80 : 0, begun, 80 + begun, wait, 0, 0, 0, begun);
      history.note(second, new Pods(3, 3, 0, 0, 0), 3, tasks);
    }
  }

  /** Fewer tasks start than a rate allows, and each fails. */
  private static void fails(History history, Reason reason) {
    limited(history, reason);
    for (var second = 0; second < SECONDS; second++) {
      var tasks = new Tasks(80, 4, 84, second, second / 10, second / 10, 0, second / 10);
      history.note(second, new Pods(2, 2, 0, 0, 0), 2, tasks);
    }
  }

  private static void failsAndSaysSo(History history) {
    fails(history, Reason.STEADY);
    history.note(120, ConditionType.TASKS_FAILING, new State("True", "MostTasksFail"));
  }

  /** One run of ten minutes ends in each minute and fails, and many others run. */
  private static void fewFail(History history) {
    for (var second = 0; second < SECONDS; second++) {
      var tasks = new Tasks(80, 10, 90, second, second / 60, second / 60, 0, second / 60);
      history.note(second, new Pods(2, 2, 0, 0, 0), 2, tasks);
    }
    history.note(120, ConditionType.TASKS_FAILING, new State("True", "MostTasksFail"));
  }

  private static void saysThatTasksFail(History history) {
    fill(history, 1, 80, 4);
    history.note(120, ConditionType.TASKS_FAILING, new State("True", "MostTasksFail"));
  }

  /** More tasks than pods can run at once wait for so many seconds. */
  private static void endsAfter(History history, int seconds) {
    for (var second = 0; second < SECONDS; second++) {
      note(history, second, 1, second < seconds ? 80 : 0, 4);
    }
  }

  /** Tasks come four minutes before the world ends, and have begun by so many seconds. */
  private static void beginsAtTheEnd(History history, int begun) {
    for (var second = 0; second < SECONDS; second++) {
      var wait = second < begun ? Math.max(0, second - SECONDS + 240) : 0;
      var tasks = tasks(wait > 0 ? 80 : 0, 4, wait, second / 10);
      history.note(second, new Pods(1, 1, 0, 0, 0), 1, tasks);
    }
  }

  /** One task waits, beside a pod that starts nothing. */
  private static void idles(History history, int idle) {
    for (var second = 0; second < SECONDS; second++) {
      note(history, second, new Pods(2, 2, idle, 0, 0), 1, 4);
    }
  }

  private static void isWithoutNode(History history, String status, int waiting) {
    for (var second = 0; second < SECONDS; second++) {
      var since = second - 600;
      note(history, second, new Pods(2, 1, 0, Math.max(0, since), 0), since > 300 ? waiting : 0, 4);
    }
    var isSaid = status.equals("False");
    history.note(0, ConditionType.PODS_HEALTHY, new State("True", "NoTrouble"));
    history.note(
        700, ConditionType.PODS_HEALTHY, new State(status, isSaid ? "Unschedulable" : "NoTrouble"));
  }

  private static void isWithoutImage(History history, String status) {
    for (var second = 0; second < SECONDS; second++) {
      note(history, second, new Pods(2, 0, 0, 0, 0), 80, 0);
    }
    var isSaid = status.equals("False");
    history.note(
        60, ConditionType.PODS_HEALTHY, new State(status, isSaid ? "ContainerStuck" : "NoTrouble"));
  }

  private static void look(History history, double at, int from, int to, Reason reason) {
    history.add(new Look(at, from, to, to, from != to, reason, "", 0, 0, 0, 0));
  }

  private static void zero(History history, int running) {
    fill(history, 1, 0, running);
    history.add(new Look(600, 1, 0, 0, true, Reason.IDLE, "", 0, 0, 0, running));
  }

  private static void limited(History history, Reason reason) {
    for (var second = 0; second < SECONDS; second++) {
      note(history, second, new Pods(2, 1, 0, 0, 0), 80, 4);
    }
    for (var second = 0; second < SECONDS; second += 5) {
      look(history, second, 2, 2, reason);
    }
  }

  private static void asksForRuns(History history, int pods, int tasks, int runs) {
    asksFor(history, pods, tasks);
    for (var second = 0; second < SECONDS; second++) {
      var ofTasks = new Tasks(0, tasks, tasks, 0, 0, second / 10, 0, second / 10 + runs, runs);
      history.note(second, new Pods(pods, pods, 0, 0, 0), pods, ofTasks);
    }
  }

  private static void asksFor(History history, int pods, int tasks) {
    fill(history, pods, 0, tasks);
    look(history, 600, 0, pods, Reason.ARRIVALS);
    for (var second = 605; second < SECONDS; second += 5) {
      look(history, second, pods, pods, Reason.STABILIZING);
    }
  }

  /** A task comes each ten seconds until 3600, and ten pods are asked for from then to 3850. */
  private static void asksForOneEach(History history) {
    fill(history, 1, 0, 4);
    history.end(eachTenSeconds(360, SomeTasks::waiting), 0, 0);
    for (var second = 3600; second < 3850; second += 5) {
      look(history, second, 10, 10, Reason.STABILIZING);
    }
  }

  /** A pod had no node for so long, and nine stay for ten minutes when one would do. */
  private static void keeps(History history, int unplaced) {
    for (var second = 0; second < SECONDS; second++) {
      var pods = second < 1200 ? 9 : 1;
      var without = second < unplaced ? second : 0;
      note(history, second, new Pods(pods, pods, 0, without, 0), 0, second < 600 ? 40 : 4);
    }
    look(history, 5, 0, 9, Reason.ARRIVALS);
    for (var second = 10; second < SECONDS; second += 5) {
      look(history, second, 9, second < 1200 ? 9 : 1, Reason.STABILIZING);
    }
  }

  /** The last task ends at 1200, and two pods stay. */
  private static void endsUnseen(History history) {
    for (var second = 0; second < SECONDS; second++) {
      note(history, second, 2, 0, second < 1200 ? 4 : 0);
    }
    history.note(1500, ConditionType.SCALING_ACTIVE, new State("False", "SignalsUnavailable"));
    history.note(1800, ConditionType.BACKLOG_KNOWN, new State("False", "Missing"));
  }

  /** Monitoring takes no samples from before 1200 until so long after. */
  private static Monitoring gap(int seconds) {
    return new Monitoring(600, 1200 + seconds, "monitoring-gap");
  }

  /** Monitoring shows no samples of from before 1200 until so long after. */
  private static Monitoring stale(int seconds) {
    return new Monitoring(600, 1200 + seconds, "monitoring-stale");
  }

  /** Up and down, so many times in an hour. */
  private static void swings(History history, int turns, boolean withLoad) {
    var period = 3600 / turns;
    for (var second = 0; second < SECONDS; second++) {
      var isUp = second / period % 2 == 0;
      note(history, second, isUp ? 3 : 1, 0, withLoad && isUp ? 12 : 4);
      if (second % period == 0) {
        look(history, second, isUp ? 1 : 3, isUp ? 3 : 1, Reason.ARRIVALS);
      }
    }
  }

  /** So many times out of three, three tasks are there when a pod is asked for, and none after. */
  private static void comes(History history, int times) {
    for (var second = 0; second < SECONDS; second++) {
      var isUp = second / 20 % 2 == 0;
      var comes = isUp && second / 40 % 3 < times;
      note(history, second, isUp ? 1 : 0, 0, comes ? 3 : 0);
      if (second % 20 == 0) {
        look(history, second, isUp ? 0 : 1, isUp ? 1 : 0, Reason.ARRIVALS);
      }
    }
  }

  private static void tells(History history, int first, int second) {
    fill(history, 1, 0, 4);
    history.add(new Look(600, 0, first, first, true, Reason.ARRIVALS, "", 0, 0, 0, 4));
    history.add(new Look(605, 0, second, second, true, Reason.ARRIVALS, "", 0, 0, 0, 4));
  }

  private static void turnsUntold(History history) {
    fill(history, 1, 0, 4);
    history.add(new Look(600, 1, 2, 2, true, Reason.ARRIVALS, "", 0, 0, 0, 4));
    history.add(new Look(603, 2, 1, 1, false, Reason.SURPLUS, "", 0, 0, 0, 4));
    history.add(new Look(605, 1, 2, 2, true, Reason.ARRIVALS, "", 0, 0, 0, 4));
  }

  private static void writes(History history) {
    fill(history, 0, 0, 0);
    history.addWrite(SECONDS - 60);
  }

  private static void says(History history, ConditionType condition, String status) {
    fill(history, 0, 0, 0);
    for (var second = 0; second < SECONDS; second++) {
      history.note(second, new Pods(0, 2, 0, 0, 0), 0, tasks(0, 0, 0, 0));
    }
    history.note(0, condition, new State(status, "Because"));
  }

  /** A pod can't be reached from 600 to 1200. */
  private static void isHidden(History history, String status) {
    for (var second = 0; second < SECONDS; second++) {
      var hidden = second < 1200 ? Math.max(0, second - 600) : 0;
      note(history, second, new Pods(2, 2, 0, 0, 0, hidden, 0), 0, 0);
    }
    history.note(0, ConditionType.WORKERS_HEARD, new State(status, "Because"));
  }

  private static void isSilent(History history) {
    fill(history, 3, 0, 4);
    history.note(0, ConditionType.WORKERS_HEARD, new State("True", "Heard"));
  }

  private static void saysSo(History history) {
    isHidden(history, "True");
    history.note(660, ConditionType.WORKERS_HEARD, new State("False", "NoAnswer"));
    history.note(1230, ConditionType.WORKERS_HEARD, new State("True", "Heard"));
  }

  /** Stale for so many seconds, again and again, while tasks come and go. */
  private static void flips(History history, int seconds) {
    fill(history, 1, 0, 4);
    for (var second = 3600; second < SECONDS; second += 120) {
      history.note(second, ConditionType.BACKLOG_KNOWN, new State("False", "Stale"));
      history.note(second + seconds, ConditionType.BACKLOG_KNOWN, new State("True", "Fresh"));
    }
  }

  private static void saysOn(History history) {
    isHidden(history, "True");
    history.note(660, ConditionType.WORKERS_HEARD, new State("False", "NoAnswer"));
  }

  /** A task succeeds each ten seconds, and handlers hang up on so many more. */
  private static void saysFail(History history, int brokenOff) {
    for (var second = 0; second < SECONDS; second++) {
      var ended = second / 10;
      var tasks = new Tasks(0, 4, 4, 0, 0, ended, brokenOff * ended, 2 * ended);
      history.note(second, new Pods(1, 1, 0, 0, 0), 1, tasks);
    }
    history.note(600, ConditionType.TASKS_FAILING, new State("True", "MostTasksFail"));
  }

  /** Of a task each second one in ten fails, and six in ten for a minute. */
  private static void failsForAMinute(History history) {
    for (var second = 0; second < SECONDS; second++) {
      var more = Math.max(0, Math.min(60, second - 3600)) / 2;
      var tasks = new Tasks(0, 4, 4, 0, second / 10 + more, second, 0, second);
      history.note(second, new Pods(1, 1, 0, 0, 0), 1, tasks);
    }
    history.note(3640, ConditionType.TASKS_FAILING, new State("True", "MostTasksFail"));
    history.note(3680, ConditionType.TASKS_FAILING, new State("False", "TasksSucceed"));
  }

  /** A task comes each ten seconds, and starts so much later. */
  private static void starts(History history, int later) {
    fill(history, 1, 0, 4);
    history.end(eachTenSeconds(SECONDS / 20, at -> SomeTasks.started(at, at + later)), 0, 0);
  }

  /** A task comes each ten seconds, and none of them starts. */
  private static void startsNothing(History history) {
    fill(history, 1, 0, 4);
    history.end(eachTenSeconds(SECONDS / 20, SomeTasks::waiting), 0, 0);
  }

  private static List<PlayedTask> eachTenSeconds(
      int count, DoubleFunction<PlayedTask> publishedAt) {
    return IntStream.range(0, count).mapToObj(n -> publishedAt.apply(10 * n)).toList();
  }

  private static void saysCut(History history) {
    starts(history, 20);
    history.note(720, ConditionType.ARRIVALS_KNOWN, new State("False", "Probe"));
  }

  private static void blames(History history) {
    fill(history, 1, 0, 4);
    history.note(1500, ConditionType.ARRIVALS_KNOWN, new State("False", "Disagrees"));
  }
}
