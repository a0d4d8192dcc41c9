package dev.taskworkers.worker;

import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.drain.IdleExit;
import dev.taskworkers.worker.drain.MemoryLimit;
import dev.taskworkers.worker.duplicates.DuplicateRule;
import dev.taskworkers.worker.failure.FailurePolicy;
import dev.taskworkers.worker.handlers.HandlerSpec;
import dev.taskworkers.worker.pace.RateLimits;
import dev.taskworkers.worker.run.Rules;
import dev.taskworkers.worker.time.Backoff;
import java.time.Duration;
import java.util.Map;

/**
 * Everything that a worker can be told. Durations are written as in Go: {@code 30s}, {@code 10m}.
 *
 * @param endpoint {@code PUBSUB_EMULATOR_HOST}: an emulator's HOST:PORT; absent: Google
 * @param subscription {@code GCP_PUBSUB_SUBSCRIPTION_ID}: a full name, or a short id in {@code
 *     GCP_PROJECT_ID}; held here in full
 * @param handler {@code TASKWORKERS_HANDLER}: exec, http or java; see {@link HandlerSettings}
 * @param concurrency {@code TASKWORKERS_CONCURRENCY} (1): tasks at once, 1 to 1000
 * @param pull {@code TASKWORKERS_PULL} (unary): unary or streaming
 * @param taskTimeout {@code TASKWORKERS_TASK_TIMEOUT} (10m): the limit of one run, unless the
 *     task's attribute {@code task-timeout} says another
 * @param maxTaskTimeout {@code TASKWORKERS_MAX_TASK_TIMEOUT} (task timeout): what that may say
 * @param rateLimits how many tasks may be started; see {@link RateSettings}
 * @param duplicates {@code TASKWORKERS_DEDUPLICATION_ATTRIBUTE} (absent: no two tasks are the same)
 *     and {@code TASKWORKERS_DEDUPLICATION_WINDOW} (10m)
 * @param failures {@code TASKWORKERS_RETRY_MAX_ATTEMPTS} (absent: no limit), {@code
 *     TASKWORKERS_RETRY_MIN_BACKOFF} (10s), {@code TASKWORKERS_RETRY_MAX_BACKOFF} (10m; Pub/Sub
 *     allows no more)
 * @param deadLetterTopic {@code TASKWORKERS_DEAD_LETTER_TOPIC}: a full name or a short id, held
 *     here in full; empty: none
 * @param gracePeriod {@code TASKWORKERS_GRACE_PERIOD} (max task timeout + 30 s): from SIGTERM to
 *     the kill
 * @param healthHost {@code TASKWORKERS_HEALTH_HOST} (0.0.0.0)
 * @param healthPort {@code TASKWORKERS_HEALTH_PORT} (8090): 0 takes a free one
 * @param podName {@code POD_NAME} (the host's name): how the worker calls itself
 * @param podImage {@code POD_IMAGE}: told by dead letters; may be empty
 * @param traced whether {@code OTEL_EXPORTER_OTLP_ENDPOINT} or {@code
 *     OTEL_EXPORTER_OTLP_TRACES_ENDPOINT} is set, so that spans of tasks are wanted
 * @param stateFolder {@code TASKWORKERS_STATE_DIR} (absent: none): a folder that outlives the
 *     container, where the tasks that run are noted; may be empty
 * @param maxTasks {@code TASKWORKERS_MAX_TASKS} (absent: no limit): runs after which it leaves
 * @param maxMemoryMib {@code TASKWORKERS_MAX_MEMORY_MIB} (absent: no limit): leaves when its
 *     process takes more than so many MiB; for a java handler, which is part of it
 * @param idleExit {@code TASKWORKERS_IDLE_EXIT} (absent: never): leaves after so long without a
 *     task
 */
public record WorkerConfig(
    GoogleEndpoint endpoint,
    String subscription,
    HandlerSpec handler,
    int concurrency,
    Rules.Pull pull,
    Duration taskTimeout,
    Duration maxTaskTimeout,
    RateLimits rateLimits,
    DuplicateRule duplicates,
    FailurePolicy failures,
    String deadLetterTopic,
    Duration gracePeriod,
    String healthHost,
    int healthPort,
    String podName,
    String podImage,
    boolean traced,
    String stateFolder,
    long maxTasks,
    long maxMemoryMib,
    Duration idleExit) {
  /**
   * Reads the environment.
   *
   * @throws UsageException when a value is missing or wrong, or a TASKWORKERS_ variable is unknown
   */
  public static WorkerConfig from(Map<String, String> variables) {
    var environment = new Environment(variables);
    var project = environment.text("GCP_PROJECT_ID", "");
    var deadLetterTopic = deadLetterTopic(environment, project);
    var concurrency = (int) environment.number("TASKWORKERS_CONCURRENCY", 1, 1, 1000);
    var handler = HandlerSettings.read(environment, concurrency);
    var taskTimeout = positive(environment, "TASKWORKERS_TASK_TIMEOUT", Duration.ofMinutes(10));
    var pull = pull(environment.text("TASKWORKERS_PULL", "unary"));
    var maxTaskTimeout = maxTaskTimeout(environment, taskTimeout);
    var config =
        new WorkerConfig(
            GoogleEndpoint.pubsub(variables),
            PubSubName.subscription(
                environment.required("GCP_PUBSUB_SUBSCRIPTION_ID", "thumbnails"),
                project,
                "GCP_PUBSUB_SUBSCRIPTION_ID"),
            handler,
            concurrency,
            pull,
            taskTimeout,
            maxTaskTimeout,
            RateSettings.read(environment, pull),
            duplicates(environment),
            failures(environment, !deadLetterTopic.isEmpty()),
            deadLetterTopic,
            positive(environment, "TASKWORKERS_GRACE_PERIOD", maxTaskTimeout.plusSeconds(30)),
            environment.text("TASKWORKERS_HEALTH_HOST", "0.0.0.0"),
            (int) environment.number("TASKWORKERS_HEALTH_PORT", 8090, 0, 65535),
            environment.text("POD_NAME", environment.text("HOSTNAME", "local")),
            environment.text("POD_IMAGE", ""),
            traced(environment),
            environment.text("TASKWORKERS_STATE_DIR", ""),
            environment.number("TASKWORKERS_MAX_TASKS", Rules.NO_MAX_TASKS, 1, Integer.MAX_VALUE),
            maxMemoryMib(environment, handler),
            environment.duration("TASKWORKERS_IDLE_EXIT", IdleExit.NEVER));
    environment.refuseUnknown();
    return config;
  }

  /** A program or a container beside us is not in our process, and ours does not grow. */
  private static long maxMemoryMib(Environment environment, HandlerSpec handler) {
    var most =
        environment.number("TASKWORKERS_MAX_MEMORY_MIB", MemoryLimit.NONE, 1, Integer.MAX_VALUE);
    if (most != MemoryLimit.NONE && !(handler instanceof HandlerSpec.Java)) {
      throw new UsageException(
          "TASKWORKERS_MAX_MEMORY_MIB limits the worker's own process: it needs"
              + " TASKWORKERS_HANDLER=java.");
    }
    return most;
  }

  private static Rules.Pull pull(String text) {
    return switch (text) {
      case "unary" -> Rules.Pull.UNARY;
      case "streaming" -> Rules.Pull.STREAMING;
      default ->
          throw new UsageException(
              "TASKWORKERS_PULL: expected unary or streaming, but found '" + text + "'.");
    };
  }

  private static Duration maxTaskTimeout(Environment environment, Duration taskTimeout) {
    var most = environment.duration("TASKWORKERS_MAX_TASK_TIMEOUT", taskTimeout);
    if (most.compareTo(taskTimeout) < 0) {
      throw new UsageException(
          "TASKWORKERS_MAX_TASK_TIMEOUT must not be shorter than TASKWORKERS_TASK_TIMEOUT.");
    }
    return most;
  }

  private static String deadLetterTopic(Environment environment, String project) {
    var topic = environment.text("TASKWORKERS_DEAD_LETTER_TOPIC", "");
    return topic.isEmpty() ? "" : PubSubName.topic(topic, project, "TASKWORKERS_DEAD_LETTER_TOPIC");
  }

  private static FailurePolicy failures(Environment environment, boolean deadLetters) {
    var min = environment.duration("TASKWORKERS_RETRY_MIN_BACKOFF", Duration.ofSeconds(10));
    var max = environment.duration("TASKWORKERS_RETRY_MAX_BACKOFF", Duration.ofMinutes(10));
    if (max.compareTo(min) < 0) {
      throw new UsageException(
          "TASKWORKERS_RETRY_MAX_BACKOFF must not be shorter than TASKWORKERS_RETRY_MIN_BACKOFF.");
    }
    if (max.compareTo(FailurePolicy.LONGEST_DELAY) > 0) {
      throw new UsageException(
          "TASKWORKERS_RETRY_MAX_BACKOFF: Pub/Sub can't hold a task back for more than 10m; use"
              + " 10m or less.");
    }
    var attempts =
        environment.number(
            "TASKWORKERS_RETRY_MAX_ATTEMPTS", FailurePolicy.UNLIMITED, 1, FailurePolicy.UNLIMITED);
    return new FailurePolicy((int) attempts, new Backoff(min, max), deadLetters);
  }

  private static boolean traced(Environment environment) {
    return !environment.text("OTEL_EXPORTER_OTLP_ENDPOINT", "").isEmpty()
        || !environment.text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "").isEmpty();
  }

  private static DuplicateRule duplicates(Environment environment) {
    var attribute = environment.text("TASKWORKERS_DEDUPLICATION_ATTRIBUTE", "");
    if (attribute.isEmpty()
        && !environment.text("TASKWORKERS_DEDUPLICATION_WINDOW", "").isEmpty()) {
      throw new UsageException(
          "TASKWORKERS_DEDUPLICATION_WINDOW needs TASKWORKERS_DEDUPLICATION_ATTRIBUTE, for example"
              + " order-id.");
    }
    return new DuplicateRule(
        attribute,
        positive(environment, "TASKWORKERS_DEDUPLICATION_WINDOW", Duration.ofMinutes(10)));
  }

  private static Duration positive(Environment environment, String name, Duration absent) {
    var value = environment.duration(name, absent);
    if (value.isZero()) {
      throw new UsageException(name + ": expected more than 0s.");
    }
    return value;
  }
}
