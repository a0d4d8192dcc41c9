// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.Subscription;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Tasks with ordering keys")
@Timeout(180)
class OrderTest {
  private final Pulling lab = new Pulling(Subscription.newBuilder().setEnableMessageOrdering(true));

  /**
   * Knows the next number of each key, refuses every seventh task once, and is never content with a
   * number that comes too early.
   */
  public static final class Sequence implements TaskHandler {
    private final Map<String, Integer> next = new ConcurrentHashMap<>();
    private final Map<String, Boolean> refused = new ConcurrentHashMap<>();

    @Override
    public Outcome handle(Task task, TaskContext context) {
      var number = Integer.parseInt(task.payload().text());
      if (number % 7 == 3 && refused.put(task.id(), true) == null) {
        return Outcome.retry(Failure.of("refused", "Not the first time."));
      }
      var expected = next.getOrDefault(task.orderingKey(), 0);
      if (number > expected) {
        return Outcome.drop("It overtook number " + expected + ".");
      }
      next.put(task.orderingKey(), Math.max(expected, number + 1));
      return Outcome.ack();
    }
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @ParameterizedTest(name = "are done in order by a worker that pulls {0}, failures or not")
  @ValueSource(strings = {"unary", "streaming"})
  void order(String pull) throws Exception {
    for (var key : new String[] {"a", "b", "c"}) {
      lab.publishNumbers(40, key);
    }
    var settings =
        Map.of(
            EnvVars.PULL,
            pull,
            EnvVars.CONCURRENCY,
            "8",
            EnvVars.RETRY_MIN_BACKOFF,
            "0s",
            EnvVars.JAVA_CLASS,
            Sequence.class.getName());
    try (var worker = lab.start("a", settings)) {
      await().atMost(Duration.ofSeconds(90)).until(() -> lab.view().undelivered() == 0);
      assertThat(lab.metrics(worker))
          .contains("taskworkers_worker_tasks_total{event=\"dropped\"} 0.0");
      worker.drain("the test is over");
      worker.await();
    }
  }
}
