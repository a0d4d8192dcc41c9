// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The flow")
@Timeout(180)
class FlowControllerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long FOR_EVER = Long.MAX_VALUE;

  private final FlowController flow = new FlowController(new DispatcherConfig.Outstanding(2, 100));
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void leaveNoThread() throws InterruptedException {
    flow.close();
    for (var thread : threads) {
      thread.join();
    }
  }

  @Test
  void says_who_is_alone() throws Exception {
    assertThat(flow.enter(1, 0)).isTrue();
    assertThat(flow.enter(1, 0)).isFalse();
    flow.leave(List.of(task(1), task(1)));
    assertThat(flow.enter(1, 0)).isTrue();
  }

  @Test
  void is_shut_when_as_many_tasks_as_may_be_are_under_way() throws Exception {
    flow.enter(1, 0);
    flow.enter(1, 0);
    assertThatThrownBy(() -> flow.enter(1, 0)).isInstanceOf(TimeoutException.class);
    flow.leave(List.of(task(1)));
    flow.enter(1, 0);
    assertThat(flow.tasks()).isEqualTo(2);
  }

  @Test
  void is_shut_when_as_many_bytes_as_may_be_are_under_way() throws Exception {
    flow.enter(task(60).bytes(), 0);
    assertThatThrownBy(() -> flow.enter(50, 0)).isInstanceOf(TimeoutException.class);
    flow.leave(List.of(task(60)));
    flow.enter(50, 0);
  }

  @Test
  void lets_a_task_that_is_larger_than_the_limit_through_alone() throws Exception {
    flow.enter(1, 0);
    assertThatThrownBy(() -> flow.enter(1000, 0)).isInstanceOf(TimeoutException.class);
    flow.leave(List.of(task(1)));
    assertThat(flow.enter(1000, 0)).isTrue();
  }

  @Test
  void lets_those_who_wait_through_in_the_order_in_which_they_came() throws Exception {
    fill();
    var order = new CopyOnWriteArrayList<Integer>();
    for (var each = 1; each <= 5; each++) {
      var number = each;
      waiting(() -> flow.enter(1, FOR_EVER) | order.add(number));
    }
    for (var each = 1; each <= 5; each++) {
      var through = each;
      flow.leave(List.of(task(1)));
      await().atMost(PATIENCE).until(() -> order.size() == through);
    }
    assertThat(order).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void lets_nobody_pass_those_who_wait() throws Exception {
    flow.enter(task(60).bytes(), 0);
    var large = waiting(() -> flow.enter(90, FOR_EVER));
    assertThatThrownBy(() -> flow.enter(1, 0)).isInstanceOf(TimeoutException.class);
    flow.leave(List.of(task(60)));
    assertThat(large.get()).isFalse();
  }

  @Test
  void lets_the_others_through_when_one_who_waits_is_interrupted() throws Exception {
    fill();
    var first = waiting(() -> flow.enter(1, FOR_EVER));
    var second = waiting(() -> flow.enter(1, FOR_EVER));
    var third = waiting(() -> flow.enter(1, FOR_EVER));
    threads.get(1).interrupt();
    assertThatThrownBy(second::get).hasCauseInstanceOf(InterruptedException.class);
    flow.leave(List.of(task(1), task(1)));
    assertThat(first.get()).isFalse();
    assertThat(third.get()).isFalse();
    assertThat(flow.tasks()).isEqualTo(2);
  }

  @Test
  void lets_the_next_through_when_a_larger_one_before_it_gives_up() throws Exception {
    flow.enter(60, 0);
    var large = waiting(() -> flow.enter(90, FOR_EVER));
    var small = waiting(() -> flow.enter(1, FOR_EVER));
    threads.get(0).interrupt();
    assertThatThrownBy(large::get).isInstanceOf(ExecutionException.class);
    assertThat(small.get()).isFalse();
  }

  @Test
  void turns_everybody_away_once_it_is_closed() throws Exception {
    fill();
    var waiter = waiting(() -> flow.enter(1, FOR_EVER));
    flow.close();
    assertThatThrownBy(waiter::get).hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> flow.enter(1, 0)).hasMessageContaining("closed");
    flow.leave(List.of(task(1), task(1)));
    flow.awaitIdle();
  }

  private void fill() throws Exception {
    flow.enter(1, 0);
    flow.enter(1, 0);
  }

  /** Runs {@code action} on a thread of its own, which waits when this returns. */
  private FutureTask<Boolean> waiting(Callable<Boolean> action) {
    var task = new FutureTask<>(action);
    var thread = new Thread(task);
    threads.add(thread);
    thread.start();
    await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return task;
  }

  /** A task that counts as so many bytes, or one that has none and counts as such. */
  private static Outgoing task(int bytes) {
    var message = PubsubMessage.newBuilder();
    if (bytes > 1) {
      message.setData(ByteString.copyFrom(new byte[bytes]));
    }
    return new Outgoing(message.build(), 0, 0, new CompletableFuture<>());
  }
}
