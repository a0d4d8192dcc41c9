package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import dev.taskworkers.worker.fixtures.FastTimer;
import dev.taskworkers.worker.fixtures.TinyPubSub;
import dev.taskworkers.worker.time.WallTimer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A worker inside another program")
@Timeout(180)
class TaskWorkerTest {
  /** Waits to be told to stop. */
  public static final class Patient implements TaskHandler {
    @Override
    public Outcome handle(Task task, TaskContext context) throws InterruptedException {
      new CountDownLatch(1).await();
      return Outcome.ack();
    }
  }

  @Test
  void livesByTheClockThatItIsGiven() throws Exception {
    try (var pubsub = new TinyPubSub();
        var timer = new FastTimer(50);
        var worker = TaskWorker.start(config(pubsub, Map.of()), timer)) {
      assertThat(worker.healthPort()).isPositive();
      pubsub.offer("1", "x");
      await().until(() -> pubsub.leases.contains("ack-1=60"));
      await().until(() -> pubsub.published.size() == 1);
      assertThat(pubsub.published.get(0).getAttributesMap())
          .containsEntry("taskworkers-error-class", "timeout")
          .containsEntry("taskworkers-pod", "pod-1");
      await().until(() -> pubsub.acknowledged.contains("ack-1"));
      worker.drain("the test is over");
      worker.await();
    }
  }

  /** Says which tasks came together. */
  public static final class Together implements BatchTaskHandler {
    @Override
    public List<Outcome> handle(List<Item> batch) {
      return batch.stream()
          .map(item -> batch.size() == 2 ? Outcome.ack() : Outcome.deadLetter("Alone."))
          .toList();
    }
  }

  @Test
  void doesBatches() throws Exception {
    var batches =
        Map.of(
            "TASKWORKERS_CONCURRENCY", "2",
            "TASKWORKERS_BATCH_SIZE", "2",
            "TASKWORKERS_BATCH_WITHIN", "1h",
            "TASKWORKERS_TASK_TIMEOUT", "2h",
            "TASKWORKERS_JAVA_CLASS", Together.class.getName());
    try (var pubsub = new TinyPubSub();
        var timer = new WallTimer();
        var worker = TaskWorker.start(config(pubsub, batches), timer)) {
      pubsub.offer("1", "x", "");
      pubsub.offer("2", "x", "");
      await().until(() -> pubsub.acknowledged.size() == 2);
      assertThat(pubsub.published).isEmpty();
      worker.drain("the test is over");
      worker.await();
    }
  }

  @Test
  void leavesInOrderWhenItsProcessTakesTooMuchMemory() throws Exception {
    try (var pubsub = new TinyPubSub();
        var timer = new FastTimer(50);
        var worker =
            TaskWorker.start(config(pubsub, Map.of("TASKWORKERS_MAX_MEMORY_MIB", "1")), timer)) {
      pubsub.pulls.take();
      worker.await();
    }
  }

  private static WorkerConfig config(TinyPubSub pubsub, Map<String, String> more) {
    var variables = new HashMap<>(variables(pubsub));
    variables.putAll(more);
    return WorkerConfig.from(variables);
  }

  private static Map<String, String> variables(TinyPubSub pubsub) {
    return Map.of(
        "PUBSUB_EMULATOR_HOST", pubsub.endpoint().target(),
        "GCP_PUBSUB_SUBSCRIPTION_ID", "projects/p/subscriptions/tasks",
        "TASKWORKERS_HANDLER", "java",
        "TASKWORKERS_JAVA_CLASS", Patient.class.getName(),
        "TASKWORKERS_TASK_TIMEOUT", "40s",
        "TASKWORKERS_RETRY_MAX_ATTEMPTS", "3",
        "TASKWORKERS_DEAD_LETTER_TOPIC", "projects/p/topics/dead",
        "TASKWORKERS_HEALTH_HOST", "127.0.0.1",
        "TASKWORKERS_HEALTH_PORT", "0",
        "POD_NAME", "pod-1");
  }
}
