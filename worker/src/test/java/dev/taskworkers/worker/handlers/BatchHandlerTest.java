// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.worker.api.BatchTaskHandler.Item;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A handler of batches")
@Timeout(20)
class BatchHandlerTest {
  private final TestContext first = new TestContext();
  private final TestContext second = new TestContext();
  private final List<Item> batch =
      List.of(new Item(Tasks.of("1"), first), new Item(Tasks.of("2"), second));

  @Test
  void goes_on_when_one_of_its_tasks_has_lost_its_lease() throws Exception {
    assertThat(cancelling(first).handle(batch)).containsExactly(Outcome.ack(), Outcome.ack());
  }

  @Test
  void is_interrupted_when_none_is_wanted_any_more() {
    second.cancel();
    assertThatThrownBy(() -> cancelling(first).handle(batch))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void is_interrupted_when_one_is_out_of_time() {
    assertThatThrownBy(() -> during(first::timeOut).handle(batch))
        .isInstanceOf(InterruptedException.class);
  }

  /** Cancels a task while it runs, and would notice an interrupt. */
  private static BatchHandler cancelling(TestContext context) {
    return during(context::cancel);
  }

  private static BatchHandler during(Runnable action) {
    return new BatchHandler(
        items -> {
          action.run();
          var unused = new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
          return items.stream().map(item -> Outcome.ack()).toList();
        },
        new BatchLimits(2, Duration.ofMillis(100)),
        Optional::empty);
  }
}
