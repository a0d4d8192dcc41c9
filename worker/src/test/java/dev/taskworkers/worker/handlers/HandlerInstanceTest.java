// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.HandlerSpec;
import dev.taskworkers.worker.WorkerConfig;
import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A handler that the application has made")
class HandlerInstanceTest {
  private static final BatchLimits BATCH = new BatchLimits(2, Duration.ofMillis(100));

  /** Knows whether somebody has closed it. */
  private static final class Closeable implements TaskHandler, BatchTaskHandler, AutoCloseable {
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public Outcome handle(Task task, TaskContext context) {
      return Outcome.ack();
    }

    @Override
    public List<Outcome> handle(List<Item> batch) {
      return List.of();
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  @Test
  void is_not_closed_by_the_worker() throws Exception {
    var handler = new Closeable();
    HandlerInstance.prepare(handler, BatchLimits.NONE).close();
    HandlerInstance.prepare(handler, BATCH).close();
    assertThat(handler.closed).isFalse();
  }

  @Test
  void is_taken_as_the_batch_size_says() {
    var handler = new Closeable();
    assertThat(HandlerInstance.prepare(handler, BatchLimits.NONE)).isInstanceOf(JavaHandler.class);
    assertThat(HandlerInstance.prepare(handler, BATCH)).isInstanceOf(BatchHandler.class);
  }

  @Test
  void is_refused_in_a_sentence_when_it_is_of_the_other_kind() {
    TaskHandler single = (task, context) -> Outcome.ack();
    assertThatThrownBy(() -> HandlerInstance.prepare(single, BATCH))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Expected a BatchTaskHandler");
    assertThatThrownBy(() -> HandlerInstance.prepare("text", BatchLimits.NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("but found java.lang.String");
  }

  @Test
  void needs_no_variable_that_chooses_a_handler_and_ignores_one_that_does() {
    TaskHandler handler = (task, context) -> Outcome.ack();
    var least = Map.of("GCP_PROJECT_ID", "acme", "GCP_PUBSUB_SUBSCRIPTION_ID", "tasks");
    assertThat(WorkerConfig.embedded(least, handler).handler())
        .isEqualTo(new HandlerSpec.Instance(handler, BatchLimits.NONE));
    var inPool =
        Map.of(
            "GCP_PROJECT_ID",
            "acme",
            "GCP_PUBSUB_SUBSCRIPTION_ID",
            "tasks",
            "TASKWORKERS_HANDLER",
            "java",
            "TASKWORKERS_JAVA_CLASS",
            "com.acme.Thumbnail");
    assertThat(WorkerConfig.embedded(inPool, handler).handler())
        .isEqualTo(new HandlerSpec.Instance(handler, BatchLimits.NONE));
  }
}
