// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The end of a handler")
@Timeout(60)
class ClosingTest {
  private final AtomicInteger closed = new AtomicInteger();

  private final class Pooled implements TaskHandler, AutoCloseable {
    @Override
    public Outcome handle(Task task, TaskContext context) {
      return Outcome.ack();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
      throw new IllegalStateException("The pool is gone.");
    }
  }

  @Test
  void closes_a_handler_of_a_user_once_and_outlives_what_it_throws() {
    new JavaHandler(new Pooled()).close();
    assertThat(closed).hasValue(1);
  }

  @Test
  void does_nothing_to_a_handler_that_cannot_be_closed() {
    new JavaHandler((task, context) -> Outcome.ack()).close();
  }

  @Test
  void waits_no_longer_than_its_patience() {
    var never = new CountDownLatch(1);
    Closing.close(never::await, Duration.ofMillis(10));
    assertThat(never.getCount()).isEqualTo(1);
    never.countDown();
  }
}
