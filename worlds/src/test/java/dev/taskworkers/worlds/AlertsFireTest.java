// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static dev.taskworkers.worlds.spec.Disturbance.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.simulation.world.SensorFault;
import dev.taskworkers.simulation.world.Workload;
import dev.taskworkers.simulation.world.Workloads;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.CutDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedSubscription;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.NoImage;
import dev.taskworkers.worlds.spec.Disturbance.NoRoom;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.Disturbance.Paused;
import dev.taskworkers.worlds.spec.Disturbance.Quota;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.Length;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.Load.Recurring;
import dev.taskworkers.worlds.spec.Load.Steady;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.TaskKind;
import dev.taskworkers.worlds.spec.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The chart's alerts over what the operator tells of played worlds, as {@code promtool} evaluates
 * them; that is in Debian's package {@code prometheus}.
 */
@Tag("slow")
@EnabledIf(value = "hasPromtool", disabledReason = Promtool.MISSING)
final class AlertsFireTest {
  private static final Path RULES =
      Path.of("").toAbsolutePath().resolveSibling("helm/files/alerts.yaml");
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;
  private static final int PIECE = 20;
  private static final Pattern NAME =
      Pattern.compile("alertname=\"TaskWorker(?:Pool|s)([A-Za-z]+)\"");

  @TempDir Path folder;

  static boolean hasPromtool() {
    return Promtool.isThere();
  }

  /** A pool that a load of one task a second keeps busy, unless something is wrong. */
  private static World busy(int minutes, Disturbance... disturbances) {
    return loaded(minutes * MINUTE, 1, TaskKind.varied(5), disturbances);
  }

  /** Few tasks, of which a share fails however often they are tried. */
  private static World failing(int minutes, double share) {
    return loaded(minutes * MINUTE, 0.3, TaskKind.of(1).failing(share, TaskKind.ALWAYS));
  }

  private static World loaded(
      int seconds, double perSecond, TaskKind kind, Disturbance... disturbances) {
    var load = new Load("load", new Steady(0, seconds, perSecond), kind);
    var world = World.of(PoolSettings.of(4, 10), seconds, load);
    for (var one : disturbances) {
      world = world.with(one);
    }
    return world;
  }

  static Stream<Arguments> causes() {
    return Stream.of(
        cause("nothing goes wrong", busy(60)),
        cause(
            "the pool may not grow as it needs",
            busy(120).pool(pool -> pool.atMost(1)),
            "AtMaximum",
            "WaitBurnsFast",
            "WaitBurnsSlowly",
            "WaitsTooLong"),
        cause(
            "three tasks in ten always fail, which are most of the runs",
            failing(60, 0.3),
            "DeadLettersGrow",
            "TasksFailing"),
        cause(
            // Workers pause and give hardly a task up, and the pool does not grow. Each late run
            // may be one again.
            "every task fails", failing(60, 1), "TasksFailing", "WaitsTooLong"),
        cause(
            // A task of an ordering key stays in its pod, which knows which run was the first.
            "four in ten tasks of ordering keys fail three times, in a pool that may not grow",
            loaded(120 * MINUTE, 1, TaskKind.varied(5).ordered(500, false).failing(0.4, 3))
                .pool(pool -> pool.atMost(1)),
            "TasksFailing",
            "WaitBurnsFast",
            "WaitBurnsSlowly",
            "WaitsTooLong"),
        cause(
            // In each pod a run of such a task is the first, long after its publication.
            "one task in five fails three times and runs again in other pods",
            loaded(60 * MINUTE, 4, TaskKind.varied(5).failing(0.2, 3))),
        cause(
            "a packet filter comes between the operator and workers",
            busy(45, new Unheard(10 * MINUTE, 40 * MINUTE)),
            "WorkersUnheard"),
        cause(
            "the doorbell is lost",
            busy(45, new CutDoorbell(10 * MINUTE, 40 * MINUTE, "doorbell-silent")),
            "DoorbellLost"),
        cause(
            "Monitoring does not answer",
            busy(60, new Monitoring(10 * MINUTE, NEVER, "monitoring-503")),
            "SamplesStale"),
        cause(
            "no node has room",
            busy(45, new NoRoom(0, NEVER, 1)),
            "Unschedulable",
            "WaitBurnsFast",
            "WaitsTooLong"),
        cause(
            "nodes can't pull the image",
            busy(45, new NoImage(0, NEVER)),
            "PodsMissing",
            "WaitsTooLong"),
        cause(
            "a quota lets the pool have one pod",
            busy(45, new Quota(0, NEVER, 1)),
            "NotReady",
            "PodsMissing",
            "WaitBurnsFast",
            "WaitsTooLong"),
        cause(
            "no operator is there for a quarter of an hour",
            busy(45, new OperatorAway(20 * MINUTE, 35 * MINUTE)),
            "OperatorDown"),
        cause(
            "the subscription is detached from its topic",
            busy(45, new DetachedSubscription(10 * MINUTE)),
            "NotPullable"),
        cause("a pool is paused for a day and an hour", paused(25), "Forgotten"),
        cause("a pool is paused for not quite a day", paused(23)),
        cause(
            // Each wave waits for pods that were given back after the one before.
            "pods are given back at once though tasks come each minute",
            inWaves(100),
            "WaitsTooLong",
            "DecisionsFlap"));
  }

  /** A pool to which a task came before it was paused. */
  private static World paused(int hours) {
    var load = new Load("load", new Steady(0, 5 * MINUTE, 0.1), TaskKind.of(1));
    return World.of(PoolSettings.of(4, 10), hours * HOUR, load)
        .with(new Paused(10 * MINUTE, NEVER));
  }

  private static World inWaves(int minutes) {
    var waves = new Recurring(0, minutes * MINUTE, 60, 0, 200);
    return World.of(
        PoolSettings.of(4, 30).stabilized(0),
        minutes * MINUTE,
        new Load("waves", waves, TaskKind.varied(5)));
  }

  private static Arguments cause(String name, World world, String... alerts) {
    return Arguments.of(name, world.seeded(1), Set.of(alerts));
  }

  @DisplayName("the alerts fire whose cause is played, and no other")
  @ParameterizedTest(name = "{0}")
  @MethodSource("causes")
  void fire(String name, World world, Set<String> alerts) throws Exception {
    assertThat(fired(Scrapes.of(world))).isEqualTo(new TreeSet<>(alerts));
  }

  @Test
  @SuppressWarnings("unchecked")
  void each_alert_has_a_cause_that_is_played() throws IOException {
    var played =
        causes()
            .flatMap(cause -> ((Set<String>) cause.get()[2]).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    // Of namespaces that can't be watched, which no world has, the operator's own test plays it.
    played.add("NamespaceUnwatched");

    assertThat(
            Pattern.compile("alert: TaskWorker(?:Pool|s)([A-Za-z]+)")
                .matcher(Files.readString(RULES))
                .results()
                .map(match -> match.group(1)))
        .containsExactlyInAnyOrderElementsOf(played);
  }

  /** Ten late first runs a minute among twenty, and ten tasks that run again. */
  private static Scrapes late(int uncounted) {
    var pool = "namespace=\"n\",pool=\"p\"";
    return new Scrapes(120)
        .with("taskworkers_operator_leader", "1")
        .growing("taskworkers_pool_tasks_late_total{" + pool + "}", 10)
        .growing("taskworkers_pool_task_wait_seconds_count{" + pool + "}", 20)
        .growing("taskworkers_pool_tasks_total{event=\"retried\"," + pool + "}", 10)
        .growing("taskworkers_pool_tasks_total{event=\"run_uncounted\"," + pool + "}", uncounted);
  }

  @Test
  void late_first_runs_count_though_as_many_tasks_run_again_where_pubsub_counts_deliveries()
      throws Exception {
    assertThat(fired(late(0))).containsExactly("WaitBurnsFast", "WaitBurnsSlowly");
  }

  @Test
  void late_runs_do_not_count_that_uncounted_ones_before_them_may_explain() throws Exception {
    assertThat(fired(late(10))).isEmpty();
  }

  private static final Set<String> SOON = Set.of("step", "batch", "sparse", "ramp", "heavy-tail");

  /** The workloads of simulate in which something goes wrong for long, and what fires then. */
  private static final Map<String, Set<String>> ILL =
      Map.of(
          "outage-samples", Set.of("SamplesStale"),
          "outage-reports", Set.of("WorkersUnheard"),
          "outage-all", Set.of("SamplesStale", "WorkersUnheard"));

  /**
   * All but the one whose tasks fail, which the causes have; without {@code taskworkers.full} those
   * that are played soon. Of the one with a million tasks an hour a quarter of an hour, in which
   * all of it happens.
   */
  static Stream<Arguments> workloads() {
    return Workloads.all().stream()
        .filter(one -> one.failing() == 0)
        .filter(one -> Boolean.getBoolean("taskworkers.full") || SOON.contains(one.name()))
        .map(one -> Arguments.of(one.name(), one, ILL.getOrDefault(one.name(), Set.of())));
  }

  @DisplayName("no alert fires without a cause while a workload of simulate is worked off")
  @ParameterizedTest(name = "{0}")
  @MethodSource("workloads")
  void calm(String name, Workload workload, Set<String> alerts) throws Exception {
    assertThat(fired(Scrapes.of(world(workload)))).isEqualTo(new TreeSet<>(alerts));
  }

  /** With a steady rate for 20 s at a time. */
  private static World world(Workload workload) {
    var config = workload.config();
    var length =
        workload.name().equals("heavy-tail")
            ? new Length.LogNormal(2, 1.5)
            : new Length.Even(config.taskSeconds(), 0.3);
    var kind = TaskKind.of(length);
    var loads = new ArrayList<Load>();
    var seconds = workload.name().equals("fan-out") ? HOUR / 4 : workload.seconds();
    for (var from = 0; from < seconds; from += PIECE) {
      var rate =
          IntStream.range(from, from + PIECE).mapToDouble(workload.rate()::applyAsDouble).sum()
              / PIECE;
      if (rate > 0) {
        loads.add(new Load("from " + from, new Steady(from, from + PIECE, rate), kind));
      }
    }
    var world =
        World.of(
                PoolSettings.of(config.slotsPerPod(), config.maxReplicas()),
                Math.min(workload.seconds(), 2 * seconds))
            .loads(loads)
            .seeded(1);
    for (var fault : config.faults()) {
      world = world.with(disturbance(fault));
    }
    return world;
  }

  private static Disturbance disturbance(SensorFault fault) {
    var end = fault.start() + fault.length();
    return switch (fault.kind()) {
      case MONITORING_SILENT -> new Monitoring(fault.start(), end, "monitoring-silent");
      case REPORTS_SILENT -> new Unheard(fault.start(), end);
      case DOORBELL_SILENT -> new CutDoorbell(fault.start(), end, "doorbell-silent");
    };
  }

  /** Which alerts have fired by the end, without the beginnings of their names. */
  private Set<String> fired(Scrapes scrapes) throws IOException, InterruptedException {
    var fired =
        "count by (alertname) (count_over_time(ALERTS{alertstate=\"firing\"}[%dm]))"
            .formatted(scrapes.minutes());
    return new Promtool(folder)
        .answers(RULES, scrapes, List.of(fired)).stream()
            .flatMap(answer -> NAME.matcher(answer).results())
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
  }
}
