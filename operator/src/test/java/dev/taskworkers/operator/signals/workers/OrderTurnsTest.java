// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.WorkerEndpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What pods that take orders and never answer leave to others. */
final class OrderTurnsTest {
  private final List<CompletableFuture<byte[]>> sent = new ArrayList<>();
  private final OrderTurns orders = HttpWorkers.turns();

  private void send(String namespace, String pod, String path) {
    orders.send(
        new PodIdentity(namespace, pod, pod),
        path,
        () -> {
          sent.add(new CompletableFuture<>());
          return sent.get(sent.size() - 1);
        });
  }

  @Test
  void silent_pods_of_one_namespace_hold_up_no_order_to_those_of_another() {
    IntStream.range(0, 100).forEach(pod -> send("busy", "p-" + pod, WorkerEndpoints.SHARE));
    assertThat(sent).hasSize(16);
    assertIsLimitedAndNextIsSent();
  }

  @Test
  void those_of_many_namespaces_hold_up_none_to_pods_that_have_taken_one_soon() {
    send("media", "thumbnails", WorkerEndpoints.UNCORDON);
    sent.get(0).complete(new byte[0]);
    for (var namespace : List.of("busy", "busier", "busiest", "silent")) {
      IntStream.range(0, 100).forEach(pod -> send(namespace, "p-" + pod, WorkerEndpoints.SHARE));
    }
    assertIsLimitedAndNextIsSent();
  }

  private void assertIsLimitedAndNextIsSent() {
    var before = sent.size();
    assertThat(before).isLessThan(100);

    send("media", "thumbnails", WorkerEndpoints.CORDON);
    assertThat(sent).hasSize(before + 1);
  }

  @Test
  void what_waits_is_sent_when_what_was_sent_has_ended_one_way_or_the_other() {
    IntStream.range(0, 100).forEach(pod -> send("busy", "p-" + pod, WorkerEndpoints.SHARE));
    var before = sent.size();
    sent.get(0).complete(new byte[0]);
    sent.get(1).completeExceptionally(new IllegalStateException("late"));

    assertThat(sent).hasSize(before + 2);
  }

  @Test
  void an_order_is_given_again_only_when_the_one_before_has_ended() {
    send("media", "p", WorkerEndpoints.SHARE);
    send("media", "p", WorkerEndpoints.SHARE);
    assertThat(sent).hasSize(1);
    send("media", "p", WorkerEndpoints.CORDON);
    assertThat(sent).hasSize(2);

    sent.get(0).completeExceptionally(new IllegalStateException("late"));
    send("media", "p", WorkerEndpoints.SHARE);
    assertThat(sent).hasSize(3);
  }
}
