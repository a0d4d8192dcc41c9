// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.scaling.input.Backlog.Acknowledged;
import dev.taskworkers.operator.signals.backlog.RegionalPoints;
import dev.taskworkers.operator.signals.backlog.SubscriptionMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** What one tenant's calls cost another, with the numbers of the operator's process. */
final class OperatorComponentsTest {
  /** Looks at subscriptions on virtual time, in milliseconds. */
  private static final class Calls {
    private record End(long at, SettableFuture<String> call) {}

    private final PriorityQueue<End> ends = new PriorityQueue<>(Comparator.comparing(End::at));
    private final CallLimiter turns =
        OperatorComponents.turnsOfChecks(MoreExecutors.directExecutor());
    private long now;

    ListenableFuture<String> take(String tenant, long millis) {
      return turns.take(
          tenant,
          () -> {
            var call = SettableFuture.<String>create();
            ends.add(new End(now + millis, call));
            return call;
          });
    }

    /** When the last of {@code wanted} has ended. */
    long end(List<ListenableFuture<String>> wanted) {
      while (!wanted.stream().allMatch(ListenableFuture::isDone)) {
        var next = ends.remove();
        now = next.at();
        next.call().set("done");
      }
      return now;
    }
  }

  private static long millisOfFifty(int hanging) {
    var calls = new Calls();
    IntStream.range(0, hanging).forEach(i -> calls.take("busy", 10_000));
    return calls.end(IntStream.range(0, 50).mapToObj(i -> calls.take("media", 50)).toList());
  }

  @Test
  void five_hundred_looks_that_hang_slow_those_of_another_tenant_by_nothing() {
    assertThat(millisOfFifty(500)).isEqualTo(millisOfFifty(0)).isEqualTo(200);
  }

  /** Answers about one project, and about no other before the end. */
  private static final class OneProject implements SubscriptionMetrics {
    private final AtomicInteger answered = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public Map<SubscriptionName, RegionalPoints> counts(
        String project, List<SubscriptionName> names, Instant from, Instant to) {
      if (project.equals("acme")) {
        answered.incrementAndGet();
        return Map.of();
      }
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Map.of();
    }

    @Override
    public Map<SubscriptionName, RegionalPoints> totals(
        String project, List<SubscriptionName> names, Instant from, Instant to) {
      return Map.of();
    }

    @Override
    public Map<SubscriptionName, Map<Instant, Duration>> ages(
        String project, List<SubscriptionName> names, Instant from, Instant to) {
      return Map.of();
    }

    @Override
    public Map<SubscriptionName, List<Acknowledged>> acknowledged(
        String project, List<SubscriptionName> names, Instant from, Instant to) {
      return Map.of();
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  @Test
  void projects_for_which_monitoring_never_answers_hold_up_none_for_which_it_has() {
    var metrics = new OneProject();
    try (var threads = new OperatorThreads()) {
      var backlog = PubSubService.backlog(metrics, threads);
      var now = Instant.parse("2026-01-01T00:00:00Z");
      backlog.watch(ResourceName.subscription("acme", "s"));
      backlog.poll(now);
      soon().until(() -> metrics.answered.get() == 1);

      IntStream.range(0, 500)
          .forEach(i -> backlog.watch(ResourceName.subscription("made-up-" + i, "s")));
      for (var minute = 1; minute <= 3; minute++) {
        var answers = minute + 1;
        // Until the one before has been noted, the project is not asked about again.
        soon()
            .until(
                () -> {
                  backlog.poll(now.plusSeconds(60L * (answers - 1)));
                  return metrics.answered.get() >= answers;
                });
      }
    } finally {
      metrics.end.countDown();
    }
  }
}
