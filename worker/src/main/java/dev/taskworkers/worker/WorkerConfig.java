// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.loop.LoopSettings;
import dev.taskworkers.worker.process.MemoryLimit;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a worker can be told; {@link EnvVars} says by which variables.
 *
 * @param endpoint {@code PUBSUB_EMULATOR_HOST}: an emulator's HOST:PORT; else {@code
 *     PUBSUB_ENDPOINT}: Google's endpoint of a region; absent: Google
 * @param subscription its full name
 * @param deadLetterTopic its full name; empty: none
 * @param traced whether {@code OTEL_EXPORTER_OTLP_ENDPOINT} or {@code
 *     OTEL_EXPORTER_OTLP_TRACES_ENDPOINT} is set, so that spans of tasks are wanted
 * @param stateFolder empty: none
 * @param podInfoFolder empty: none
 */
public record WorkerConfig(
    GoogleEndpoint endpoint,
    String subscription,
    HandlerSpec handler,
    LoopSettings rules,
    String deadLetterTopic,
    String healthHost,
    int healthPort,
    boolean traced,
    String stateFolder,
    String podInfoFolder,
    long maxMemoryMib) {
  private static final Logger log = LoggerFactory.getLogger(WorkerConfig.class);

  /**
   * Reads the environment, and warns of TASKWORKERS_ variables that it does not know.
   *
   * @throws UsageException when a value is missing or wrong
   */
  public static WorkerConfig from(Map<String, String> variables) {
    return from(
        new Environment(variables), GoogleEndpoint.pubsub(variables), HandlerSettings::read);
  }

  /**
   * Reads the environment of an application that a worker is a part of, as {@link #from(Map)} does:
   * {@code TASKWORKERS_HANDLER} need not be set.
   *
   * @param handler a {@code TaskHandler}, or a {@code BatchTaskHandler} where {@code
   *     TASKWORKERS_BATCH_SIZE} is set; it stays the application's, which closes it
   * @throws UsageException when a value is missing or wrong
   */
  public static WorkerConfig embedded(Map<String, String> variables, Object handler) {
    return from(
        new Environment(variables),
        GoogleEndpoint.pubsub(variables),
        (environment, concurrency) -> HandlerSettings.embedded(environment, concurrency, handler));
  }

  private static WorkerConfig from(
      Environment environment,
      GoogleEndpoint endpoint,
      BiFunction<Environment, Integer, HandlerSpec> handlers) {
    var project = environment.text(EnvVars.PROJECT_ID, "");
    var deadLetterTopic = deadLetterTopic(environment, project);
    var concurrency = (int) environment.number(EnvVars.CONCURRENCY, 1, 1, 1000);
    var handler = handlers.apply(environment, concurrency);
    var subscription = subscription(environment, project);
    var config =
        new WorkerConfig(
            endpoint,
            subscription,
            handler,
            RuleSettings.read(
                environment,
                concurrency,
                !deadLetterTopic.isEmpty(),
                origin(environment, subscription)),
            deadLetterTopic,
            environment.text(EnvVars.HEALTH_HOST, "0.0.0.0"),
            (int) environment.number(EnvVars.HEALTH_PORT, WorkerEndpoints.PORT, 0, 65535),
            traced(environment),
            environment.text(EnvVars.STATE_DIR, ""),
            environment.text(EnvVars.POD_INFO_DIR, ""),
            maxMemoryMib(environment, handler));
    warn(environment);
    return config;
  }

  /**
   * Variables of ours that were not read are misspelt, or meant for a newer worker: an operator and
   * its workers' images change one after the other.
   */
  private static void warn(Environment environment) {
    var unread = environment.unread();
    if (!unread.isEmpty()) {
      log.warn(
          "Ignored, because this worker knows no such variable: {}. Known are {}",
          String.join(", ", unread),
          environment.known());
    }
  }

  private static String subscription(Environment environment, String project) {
    return PubSubName.subscription(
        environment.required(EnvVars.SUBSCRIPTION_ID, "thumbnails"),
        project,
        EnvVars.SUBSCRIPTION_ID);
  }

  private static DeadLetter.Origin origin(Environment environment, String subscription) {
    return new DeadLetter.Origin(
        subscription,
        environment.text(EnvVars.POD_NAME, environment.text("HOSTNAME", "local")),
        environment.text(EnvVars.POD_IMAGE, ""));
  }

  /** A program or a container beside us is not in our process, and ours does not grow. */
  private static long maxMemoryMib(Environment environment, HandlerSpec handler) {
    var most = environment.number(EnvVars.MAX_MEMORY_MIB, MemoryLimit.NONE, 1, Integer.MAX_VALUE);
    if (most != MemoryLimit.NONE && handler.runsElsewhere()) {
      throw new UsageException(
          EnvVars.MAX_MEMORY_MIB
              + " limits the worker's own process: it needs"
              + " "
              + EnvVars.HANDLER
              + "=java.");
    }
    return most;
  }

  private static String deadLetterTopic(Environment environment, String project) {
    var topic = environment.text(EnvVars.DEAD_LETTER_TOPIC, "");
    return topic.isEmpty() ? "" : PubSubName.topic(topic, project, EnvVars.DEAD_LETTER_TOPIC);
  }

  private static boolean traced(Environment environment) {
    return !environment.text("OTEL_EXPORTER_OTLP_ENDPOINT", "").isEmpty()
        || !environment.text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "").isEmpty();
  }
}
