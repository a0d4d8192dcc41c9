// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberFutureStub;
import dev.taskworkers.operator.InProcessGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * What huge tasks of one tenant may take of the operator's memory, and what they leave to others.
 */
final class PayloadBudgetTest {
  private static final int MIB = 1024 * 1024;

  /** A quarter of the heap that the operator has in the chart's container. */
  private static final int MOST = 27 * MIB;

  /** Has no task, and waits for one. */
  private static final class Silent extends SubscriberGrpc.SubscriberImplBase {
    @Override
    public void pull(PullRequest request, StreamObserver<PullResponse> answer) {
      // Waits until the test is over.
    }
  }

  /**
   * @param steps odd: a call of one of three tenants begins, even: one ends
   */
  @Property(tries = 300, seed = "7")
  void all_parts_stay_within_it_and_those_of_a_tenant_within_half(
      @ForAll @Size(max = 400) List<@IntRange(max = 5) Integer> steps) {
    var budget = new PayloadBudget(MOST);
    Map<String, Deque<PayloadBudget.Part>> open = new HashMap<>();
    for (var step : steps) {
      var parts = open.computeIfAbsent("tenant " + step / 2, tenant -> new ArrayDeque<>());
      if (step % 2 == 1) {
        parts.add(budget.take("tenant " + step / 2));
      } else if (!parts.isEmpty()) {
        var ended = parts.remove();
        ended.release();
        ended.release();
      }

      assertThat(open.values().stream().mapToLong(PayloadBudgetTest::beyondTheLeast).sum())
          .isLessThanOrEqualTo(MOST);
      assertThat(open.values())
          .allSatisfy(
              each -> {
                assertThat(beyondTheLeast(each)).isLessThanOrEqualTo(MOST / 2);
                assertThat(each)
                    .allMatch(part -> part.bytes() >= PayloadBudget.SMALLEST)
                    .allMatch(part -> part.bytes() <= PayloadBudget.LARGEST);
              });
    }
    open.values().forEach(parts -> parts.forEach(PayloadBudget.Part::release));
    assertThat(budget.take("tenant 0").bytes()).isEqualTo(PayloadBudget.LARGEST);
  }

  private static long beyondTheLeast(Deque<PayloadBudget.Part> parts) {
    return parts.stream().mapToLong(part -> part.bytes() - PayloadBudget.SMALLEST).sum();
  }

  @Example
  void five_hundred_probes_of_one_tenant_leave_those_of_another_as_much_as_without_them() {
    var limits = new ArrayList<Integer>();
    var budget = new PayloadBudget(MOST);
    try (var pubsub = new InProcessGrpc(new Silent())) {
      var calls = SubscriberGrpc.newFutureStub(pubsub.channel()).withInterceptors(noting(limits));
      var background = Executors.newScheduledThreadPool(1);
      try {
        IntStream.range(0, 500)
            .forEach(each -> probe(calls, () -> budget.take("huge"), background));
        var all = limits.stream().mapToLong(limit -> limit).sum();
        assertThat(all).isLessThanOrEqualTo(MOST / 2 + 500L * PayloadBudget.SMALLEST);

        limits.clear();
        IntStream.range(0, 8).forEach(each -> probe(calls, () -> budget.take("other"), background));
        var alone = new PayloadBudget(MOST);
        assertThat(limits)
            .isEqualTo(IntStream.range(0, 8).mapToObj(each -> alone.take("a").bytes()).toList());
      } finally {
        background.shutdownNow();
      }
    }
  }

  private static void probe(
      SubscriberFutureStub calls,
      Supplier<PayloadBudget.Part> parts,
      ScheduledExecutorService background) {
    new Probe(
            calls,
            "projects/p/subscriptions/s",
            new HashSet<>(),
            parts,
            () -> {},
            background,
            Clock.systemUTC(),
            false)
        .watch(true);
  }

  /** Notes how much of an answer each call may take. */
  private static ClientInterceptor noting(List<Integer> limits) {
    return new ClientInterceptor() {
      @Override
      public <Q, A> ClientCall<Q, A> interceptCall(
          MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        limits.add(options.getMaxInboundMessageSize());
        return next.newCall(method, options);
      }
    };
  }
}
