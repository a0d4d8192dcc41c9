// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A Java class that does tasks")
@Timeout(180)
class JavaHandlerTest {
  /** Does nothing, well. */
  public static final class Fine implements TaskHandler {
    @Override
    public Outcome handle(Task task, TaskContext context) {
      return Outcome.ack();
    }
  }

  /** Does many. */
  public static final class Many implements BatchTaskHandler {
    @Override
    public List<Outcome> handle(List<Item> batch) {
      return batch.stream().map(item -> Outcome.ack()).toList();
    }
  }

  /** Can't be made. */
  public static final class Failing implements TaskHandler {
    public Failing() {
      throw new IllegalStateException("no database");
    }

    @Override
    public Outcome handle(Task task, TaskContext context) {
      return Outcome.ack();
    }
  }

  /** Wants something at its making. */
  public static final class Demanding implements TaskHandler {
    public Demanding(String what) {
      assertThat(what).isNotNull();
    }

    @Override
    public Outcome handle(Task task, TaskContext context) {
      return Outcome.ack();
    }
  }

  @Test
  void is_found_by_its_name() throws Exception {
    var handler = single(Fine.class.getName());
    assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
  }

  @ParameterizedTest(name = "{0} is refused: {1}")
  @CsvSource({
    "no.such.Thing,it is not on the class path",
    "java.lang.String,it does not implement dev.taskworkers.worker.api.TaskHandler",
    "dev.taskworkers.worker.handlers.JavaHandlerTest$Demanding,it has no public constructor",
    "dev.taskworkers.worker.handlers.JavaHandlerTest$Failing,its constructor failed with"
  })
  void is_refused_with_a_sentence(String name, String sentence) {
    assertThatThrownBy(() -> single(name))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void may_take_batches_when_it_is_told_of_which_size() throws Exception {
    var limits = new BatchLimits(8, Duration.ofMillis(100));
    var name = Many.class.getName();
    var handler = HandlerClass.prepare(name, limits);
    assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
    assertThatThrownBy(() -> single(name))
        .hasMessageContaining("it takes batches; say of which size");
    assertThatThrownBy(() -> HandlerClass.prepare(Fine.class.getName(), limits))
        .hasMessageContaining("with a batch size it must implement");
  }

  private static PreparedHandler single(String className) {
    return HandlerClass.prepare(className, BatchLimits.NONE);
  }

  @Test
  void is_interrupted_at_cancellation_and_its_thread_is_clean_afterwards() throws Exception {
    var context = new TestContext();
    var handler =
        new JavaHandler(
            (task, circumstances) -> {
              context.cancel();
              new CountDownLatch(1).await();
              return Outcome.ack();
            });
    assertThatThrownBy(() -> handler.handle(Tasks.of("x"), context))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
