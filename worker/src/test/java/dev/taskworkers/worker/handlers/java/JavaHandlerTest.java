package dev.taskworkers.worker.handlers.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
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
  void isFoundByItsName() throws Exception {
    var handler = JavaHandler.named(Fine.class.getName());
    assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
  }

  @ParameterizedTest(name = "{0} is refused: {1}")
  @CsvSource({
    "no.such.Thing,it is not on the class path",
    "java.lang.String,it does not implement dev.taskworkers.worker.api.TaskHandler",
    "dev.taskworkers.worker.handlers.java.JavaHandlerTest$Demanding,it has no public constructor",
    "dev.taskworkers.worker.handlers.java.JavaHandlerTest$Failing,its constructor failed with"
  })
  void isRefusedWithASentence(String name, String sentence) {
    assertThatThrownBy(() -> JavaHandler.named(name))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void isInterruptedAtCancellationAndItsThreadIsCleanAfterwards() throws Exception {
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
