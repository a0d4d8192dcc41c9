// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.worlds.play.PlayedTask;
import dev.taskworkers.worlds.promises.History;
import dev.taskworkers.worlds.promises.Look;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Those without many tasks with one seed at every build; {@code -Dnamed.seeds=10} plays all of them
 * with more.
 */
@Tag("slow")
@DisplayName("A world with a name")
final class NamedWorldsTest {
  private static final int SEEDS = Integer.getInteger("named.seeds", 1);
  private static final int MANY_TASKS = 10_500;
  private static final int MINUTE = 60;
  private static final int BEGIN = 10 * MINUTE;
  private static final int CUT = 5 * MINUTE;
  private static final int UNHEARD = 50 * MINUTE;
  private static final int TOUCHED = 20 * MINUTE;
  private static final int PERIODS_END = 6 * (5 * MINUTE + 40) - 40;

  /** What did not come about. */
  private static final double NEVER = Double.POSITIVE_INFINITY;

  /** What must be no more, in the median of the seeds or in the worst of them. */
  private record Limit(
      String what, ToDoubleFunction<History> measure, double most, boolean inMedian) {}

  private static final Map<String, List<Limit>> LIMITS =
      Map.ofEntries(
          limits("two-kinds", worst("s until all 200 run", h -> lastStart(h, "long"), 120)),
          limits("unknown-long", worst("s until 20 pods", h -> asks(h, BEGIN, 20), 30)),
          limits(
              "long-batch",
              worst("pods", h -> mostPods(h, 0), 105),
              worst("s until 100 pods", h -> asks(h, BEGIN, 100), 20)),
          limits(
              "not-heard",
              worst("tasks not done", NamedWorldsTest::notDone, 0),
              worst(
                  "s until WorkersHeard",
                  h -> says(h, ConditionType.WORKERS_HEARD, CUT) - CUT,
                  120)),
          limits("new-leader", worst("pods", h -> mostPods(h, 0), 24)),
          // A doorbell is heard three seconds after it was opened, and reports are a tick late.
          limits(
              "new-leader-in-a-burst",
              worst("s until what waits is seen", NamedWorldsTest::sees, 15)),
          limits("new-leader-at-rest", worst("pods afterwards", h -> mostPods(h, BEGIN), 0)),
          limits("stuck", median("pod-hours", History::podHours, 3.5)),
          limits("large-messages", waits()),
          limits("unready-pod", worst("pods at the end", h -> mostPods(h, 15 * MINUTE), 0)),
          limits("hot-key", median("pod-hours", History::podHours, 3), calm()),
          limits("too-hot-key", median("pod-hours", History::podHours, 3), calm()),
          limits(
              "hot-key-and-others",
              median("p99 of the wait of others", h -> p99(h, task -> task.key() == 0), 45)),
          limits(
              "many-keys",
              worst("tasks not done", NamedWorldsTest::notDone, 0),
              worst("pods at the end", h -> mostPods(h, 20 * MINUTE), 1)),
          limits("foreign-step", worst("p99 of the wait", h -> p99(h, task -> true), 36)),
          // Two samples show that nothing ends, the second 5 min after it was taken.
          limits(
              "not-heard-to-end",
              worst("s that a task waits", h -> p99(h, task -> true), 9 * MINUTE)),
          // The rate lets a burst begin within 155 s, and a pod starts within 35 s.
          limits(
              "shares-not-used",
              median("p99 of the wait", h -> p99(h, task -> true), 155 + 35 + 15)),
          // A start takes a minute for the node and 35 s for the pod.
          limits("no-room", worst("s until 49 are ready", h -> ready(h, 49), 2 * (60 + 35))),
          limits("half-doorbell", waits(), distrusts()),
          limits("deaf-doorbell", waits(), distrusts()),
          limits("backoff", worst("s late", NamedWorldsTest::lateComeBack, 35 + 15)),
          limits(
              "slow-start",
              worst("pods given up", h -> 50 - fewestPods(h, 0, PERIODS_END + 590), 0),
              worst("pods at the end", h -> fewestPods(h, PERIODS_END + 600, NEVER), 0)),
          limits("black-hole", worst("tasks not done", NamedWorldsTest::notDone, 700)),
          limits("preempted", worst("s late", NamedWorldsTest::lateComeBack, 35 + 15)),
          limits(
              "cut-after-ten-minutes",
              worst("tasks not done", NamedWorldsTest::notDone, 0),
              worst("tasks that were not cut", h -> 2 - runTwice(h), 0)),
          limits(
              "asked-to-drain",
              worst("workers that stay", h -> 3 - removed(h, TOUCHED, TOUCHED + CUT), 0)),
          limits("lost-label", worst("pods given up", NamedWorldsTest::givenUp, 1)),
          limits("others-add", worst("pods more", h -> mostPods(h, TOUCHED) - 10, 2)),
          limits("others-remove", worst("pods given up", NamedWorldsTest::givenUp, 1)));

  private static Map.Entry<String, List<Limit>> limits(String world, Limit... limits) {
    return Map.entry(world, List.of(limits));
  }

  private static Limit worst(String what, ToDoubleFunction<History> measure, double most) {
    return new Limit(what, measure, most, false);
  }

  private static Limit median(String what, ToDoubleFunction<History> measure, double most) {
    return new Limit(what, measure, most, true);
  }

  private static Limit calm() {
    return median("changes an hour", h -> Measured.of("", h).changesPerHour(), 6);
  }

  private static Limit waits() {
    return median("p99 of the wait", h -> p99(h, task -> true), 45);
  }

  private static Limit distrusts() {
    return worst("s until ArrivalsKnown", NamedWorldsTest::distrust, 120);
  }

  static Stream<String> names() {
    return NamedWorlds.ALL.stream()
        .filter(named -> SEEDS > 1 || tasks(named.world()) < MANY_TASKS)
        .map(NamedWorlds.Named::name);
  }

  private static int tasks(World world) {
    var times = new ArrayList<Double>();
    world.loads().forEach(load -> load.shape().draw(new Random(1), times::add));
    return times.size();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void keeps_every_promise_and_its_own_limits(String name) {
    var world = NamedWorlds.ALL.stream().filter(n -> n.name().equals(name)).findFirst();
    var histories =
        LongStream.rangeClosed(1, SEEDS)
            .mapToObj(seed -> Play.of(world.orElseThrow().world().seeded(seed)))
            .toList();

    for (var history : histories) {
      assertThat(Verdict.of(history).isKept()).as(() -> story(name, history)).isTrue();
      assertThat(stoppedAtWork(history)).as(() -> story(name, history)).isZero();
    }
    LIMITS.getOrDefault(name, List.of()).forEach(limit -> check(limit, histories));
  }

  @Test
  void has_limits_only_where_there_is_such_a_world() {
    assertThat(NamedWorlds.ALL)
        .extracting(NamedWorlds.Named::name)
        .containsAll(LIMITS.keySet())
        .doesNotHaveDuplicates();
  }

  private static void check(Limit limit, List<History> histories) {
    var sorted = histories.stream().mapToDouble(limit.measure()).sorted().toArray();
    var judged = limit.inMedian() ? sorted[(sorted.length - 1) / 2] : sorted[sorted.length - 1];
    assertThat(judged)
        .as("%s of %s", limit.what(), Arrays.toString(sorted))
        .isLessThanOrEqualTo(limit.most());
  }

  private static String story(String name, History history) {
    return Story.of(name + ", seed " + history.world().seed(), history, Verdict.of(history));
  }

  /** Pods of ours that the operator removed with tasks in them. */
  private static long stoppedAtWork(History history) {
    var world = history.world();
    return world.pool().foreign() || world.all(OtherReplicas.class).findAny().isPresent()
        ? 0
        : history.removals().stream().filter(removal -> removal.running() > 0).count();
  }

  private static double lastStart(History history, String load) {
    return history.tasks().stream()
        .filter(task -> task.load().equals(load))
        .mapToDouble(task -> task.runs() == 0 ? NEVER : task.firstStartedAt() - BEGIN)
        .max()
        .orElse(NEVER);
  }

  private static double first(History history, int from, Predicate<Look> something) {
    return history.looks().stream()
        .filter(look -> look.at() >= from && something.test(look))
        .mapToDouble(Look::at)
        .findFirst()
        .orElse(NEVER);
  }

  private static double asks(History history, int from, int pods) {
    return first(history, from, look -> look.to() >= pods) - from;
  }

  private static double sees(History history) {
    return first(history, BEGIN, look -> look.reckonedWaiting() >= 0.75 * look.waiting()) - BEGIN;
  }

  private static double mostPods(History history, int from) {
    return history.looks().stream()
        .filter(look -> look.at() >= from && look.at() < from + within(from))
        .mapToInt(Look::to)
        .max()
        .orElse(0);
  }

  /** What others have added is to be gone before their doing is forgotten. */
  private static double within(int from) {
    return from == TOUCHED ? MINUTE : NEVER;
  }

  private static double fewestPods(History history, int from, double to) {
    return history.looks().stream()
        .filter(look -> look.at() >= from && look.at() < to)
        .mapToInt(Look::to)
        .min()
        .orElse(0);
  }

  private static double givenUp(History history) {
    return 10 - fewestPods(history, TOUCHED, NEVER);
  }

  private static double says(History history, ConditionType condition, int from) {
    return history.conditions().get(condition).entrySet().stream()
        .filter(entry -> entry.getKey() >= from && entry.getValue().status().equals("False"))
        .mapToDouble(Map.Entry::getKey)
        .findFirst()
        .orElse(NEVER);
  }

  /** From the first start of a task that the doorbell may have missed. */
  private static double distrust(History history) {
    var start =
        history.tasks().stream()
            .filter(task -> task.publishedAt() >= UNHEARD)
            .mapToDouble(PlayedTask::firstStartedAt)
            .min()
            .orElse(NEVER);
    return says(history, ConditionType.ARRIVALS_KNOWN, UNHEARD) - start;
  }

  private static double notDone(History history) {
    return history.tasks().stream().filter(task -> !task.isDone()).count();
  }

  private static double runTwice(History history) {
    return history.tasks().stream().filter(task -> task.runs() == 2).count();
  }

  private static long removed(History history, int from, int until) {
    return history.removals().stream()
        .filter(removal -> removal.at() >= from && removal.at() < until)
        .count();
  }

  private static double lateComeBack(History history) {
    var task = history.tasks().get(0);
    return task.runs() < 2 ? NEVER : task.startedAt() - task.dueAt();
  }

  private static double ready(History history, int pods) {
    for (var second = BEGIN; second < history.truth().seconds(); second++) {
      if (history.truth().ready(second) >= pods) {
        return second - BEGIN;
      }
    }
    return NEVER;
  }

  private static double p99(History history, Predicate<PlayedTask> some) {
    var end = history.world().seconds();
    var waits =
        history.tasks().stream()
            .filter(some)
            .mapToDouble(
                task -> (task.runs() == 0 ? end : task.firstStartedAt()) - task.publishedAt())
            .sorted()
            .toArray();
    return waits[Math.max(0, (int) Math.ceil(0.99 * waits.length) - 1)];
  }
}
