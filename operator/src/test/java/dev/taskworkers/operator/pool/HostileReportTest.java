// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.pods.PodBuilder;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.Replacement;
import dev.taskworkers.operator.pool.pods.ReportingState;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.signals.workers.PodAddress;
import dev.taskworkers.operator.signals.workers.ReportBuilder;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.operator.signals.workers.Workers;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;
import org.threeten.extra.MutableClock;

/**
 * Whoever runs a pod has its worker say what it likes: the pool is followed all the same, by the
 * words of the others.
 */
final class HostileReportTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final JsonMapper JSON = new JsonMapper();

  /** Its handler is down, as that of most, so that a pod which is well is compared with it. */
  private static final String WHOLE =
      """
      {"version": 1, "worker": "w", "subscription": "s", "now": "2026-01-01T12:00:00Z",
       "startedAt": "2026-01-01T10:00:00Z", "slots": 4, "busy": 2, "blocked": 1, "activeKeys": 1,
       "abandoned": 0, "freeSince": "2026-01-01T11:00:00Z", "draining": false, "cordoned": false,
       "pulling": true, "throttled": false, "poolPods": 3,
       "counters": {"received": 9, "started": 9, "acked": 7, "failed": 1},
       "oldestInFlightSeconds": 1.5, "busySeconds": 12.5, "leaseSeconds": 60,
       "postponed": {"count": 2, "next": "2026-01-01T12:00:10Z", "last": "2026-01-01T12:01:00Z"},
       "handlerDown": {"since": "2026-01-01T11:55:00Z", "why": "It left."},
       "taskSeconds": {"count": 8, "sum": 12.5, "buckets": {"1.0": 3, "2.5": 5}},
       "waitSeconds": {"count": 9, "sum": 3}, "ageSeconds": {"count": 9, "sum": 3},
       "running": [{"task": "1", "attempt": 1, "seconds": 1, "limitSeconds": 9, "stuck": false}],
       "failures": [{"kind": "x", "message": "m", "count": 1, "recent": 1, "task": "1",
                     "first": "2026-01-01T11:00:00Z", "last": "2026-01-01T11:00:00Z"}]}
      """;

  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final TaskWorkerPool resource = Manifests.exec();
  private final PoolObserver observer = new PoolObserver(new Workers(new Line(), clock));
  private PoolStates states;
  private String lie;

  /** All tries share an instance. */
  @BeforeTry
  void begin() {
    lie = WHOLE;
    states =
        new PoolStates(
            new PoolValidation(new PubSubNames(Optional.empty())),
            new OpenWatches().subscriptions(),
            pool -> true,
            ring -> {},
            gone -> {});
  }

  /** One field anywhere is another, of its own kind. */
  record Change(int where, String time, double number, long count) {}

  private final class Line implements WorkerLine {
    @Override
    public CompletableFuture<WorkerReport> report(PodAddress pod) {
      try {
        return CompletableFuture.completedFuture(
            switch (pod.name()) {
              case "liar" -> WorkerReport.fromJson(saidAt(clock.instant()).getBytes(UTF_8));
              case "ill" -> honest().handlerDown(NOW.minusSeconds(300)).build(clock.instant());
              default -> honest().build(clock.instant());
            });
      } catch (IllegalArgumentException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    /** A report from before an order counts for nothing: only one of now gets to be read. */
    private String saidAt(Instant now) {
      return lie.replace("\"now\":\"" + NOW + "\"", "\"now\":\"" + now + "\"");
    }

    @Override
    public void share(PodAddress pod, RateShare share) {}

    @Override
    public void cordon(PodAddress pod) {}

    @Override
    public void uncordon(PodAddress pod) {}
  }

  private static ReportBuilder honest() {
    return ReportBuilder.startedAt(NOW.minusSeconds(7200)).done(9).busy(1);
  }

  @Provide
  Arbitrary<List<Change>> lies() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 10_000),
            Arbitraries.of(
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z",
                "1969-12-31T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "2026-01-07T12:00:00Z",
                "2025-12-26T12:00:00Z"),
            Arbitraries.of(0.0, -1.0, 1e18, 1e308, -1e308, 5e-324),
            Arbitraries.of(0L, -1L, 7L, 1_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE))
        .as(Change::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static String told(List<Change> changes) {
    try {
      var tree = JSON.readTree(WHOLE);
      for (var change : changes) {
        var places = new ArrayList<Runnable>();
        collect(tree, change, places);
        places.get(change.where() % places.size()).run();
      }
      return tree.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void collect(JsonNode node, Change change, List<Runnable> places) {
    if (node instanceof ObjectNode object) {
      for (var field : object.properties()) {
        var value = field.getValue();
        Consumer<ObjectNode> set =
            value.isBoolean()
                ? it -> it.put(field.getKey(), !value.asBoolean())
                : value.isFloatingPointNumber()
                    ? it -> it.put(field.getKey(), change.number())
                    : value.isNumber()
                        ? it -> it.put(field.getKey(), change.count())
                        : it -> it.put(field.getKey(), change.time());
        if (!(value instanceof ContainerNode)) {
          places.add(() -> set.accept(object));
        }
      }
    }
    node.forEach(child -> collect(child, change, places));
  }

  private PoolSnapshot tick(Instant now) throws JsonProcessingException {
    clock.setInstant(now);
    var state = states.of(resource);
    var sources = state.read(resource).orElseThrow();
    sources.listen();
    var memory = state.memory(sources.pool(), resource, now);
    var pods =
        new PoolPods(
            List.of(
                PodBuilder.ready("liar", NOW.minusSeconds(7200)).build(),
                PodBuilder.ready("ill", NOW.minusSeconds(7200)).build(),
                PodBuilder.ready("well", NOW.minusSeconds(100)).build()));
    var told = sources.check().verdict(sources.pool().namespace(), now);
    var seen = observer.observe(sources, told, Optional.empty(), pods, memory, now);
    var policy = sources.pool().policyAt(now);
    var decision = new Autoscaler().decide(policy, seen.observation(), memory.memory(), now);
    memory.remember(decision.memory());
    state.looked(new PoolLook(policy, seen, decision, now));
    var podPlan =
        PodPlan.of(decision.replicas(), ReportingState.NOW, seen.inventory())
            .replacing(Replacement.of(seen.inventory(), memory.cordons(), now));
    memory.cordons().tell(podPlan, seen.inventory().staying(), now);
    memory.applied(podPlan, now);
    var last = PoolStatus.lastDecision(memory.lastDecision(), decision, now);
    memory.reported(last);
    state.reconciled(
        PoolStatus.after(resource, seen, decision, last, WorkerEndpoints.PORT, now), now);
    assertThat(JSON.readTree(states.view("media/thumbs").orElseThrow()).has("look")).isTrue();
    return seen;
  }

  @Example
  void are_read_at_each_look_where_they_are_no_lies() throws JsonProcessingException {
    lie = told(List.of());

    for (var second = 0; second <= 15; second += 5) {
      var seen = tick(NOW.plusSeconds(second));
      assertThat(seen.inventory().reports()).containsKeys("liar", "ill", "well");
      assertThat(seen.doubtedReports()).isEmpty();
    }
  }

  @Property(seed = "11")
  void keeps_no_pool_from_being_followed(@ForAll("lies") List<Change> changes)
      throws JsonProcessingException {
    tick(NOW);
    lie = told(changes);

    for (var second = 5; second <= 15; second += 5) {
      var seen = tick(NOW.plus(Duration.ofSeconds(second)));
      assertThat(seen.inventory().reports()).containsKeys("ill", "well");
      assertThat(seen.doubtedReports().keySet()).isSubsetOf("liar");
    }
  }
}
