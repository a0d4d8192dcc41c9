// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.UsageException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What an application says of its tasks. The variables that the operator sets in a pool win, as
 * other variables of an environment do with Spring.
 *
 * @param project of topic and subscription, where they are IDs alone
 * @param topic where tasks are sent; absent: the application has no dispatcher
 * @param subscription where tasks are pulled from
 * @param concurrency tasks at once, 1 to 1000; absent: 1
 * @param taskTimeout hard limit of one task, such as 10m
 * @param deadLetterTopic topic for tasks that fail permanently; absent: they are retried until
 *     Pub/Sub deletes them
 * @param maxAttempts runs of a task that keeps failing before it goes there; absent: 5
 * @param minBackoff shortest delay before a failed task runs again; absent: 10s
 * @param maxBackoff longest delay before a task runs again; absent: 10m
 * @param batchSize tasks of a batch, for a {@code BatchTaskHandler}
 * @param healthPort where Kubernetes and the operator ask the worker; absent: 8090, and 0 takes a
 *     free one
 * @param emulatorHost the HOST:PORT of a local Pub/Sub; ignored in a pool, where the operator says
 *     whether there is one
 */
@ConfigurationProperties("taskworkers")
public record TaskworkersProperties(
    String project,
    String topic,
    String subscription,
    String concurrency,
    String taskTimeout,
    String deadLetterTopic,
    String maxAttempts,
    String minBackoff,
    String maxBackoff,
    String batchSize,
    String healthPort,
    String emulatorHost) {

  /** Variables that Spring reads as the properties above, and that a worker has never heard of. */
  private static final Set<String> BOUND =
      Set.of(
          "TASKWORKERS_PROJECT",
          "TASKWORKERS_TOPIC",
          "TASKWORKERS_SUBSCRIPTION",
          "TASKWORKERS_TASKTIMEOUT",
          "TASKWORKERS_DEADLETTERTOPIC",
          "TASKWORKERS_MAXATTEMPTS",
          "TASKWORKERS_MAX_ATTEMPTS",
          "TASKWORKERS_MINBACKOFF",
          "TASKWORKERS_MIN_BACKOFF",
          "TASKWORKERS_MAXBACKOFF",
          "TASKWORKERS_MAX_BACKOFF",
          "TASKWORKERS_BATCHSIZE",
          "TASKWORKERS_HEALTHPORT",
          "TASKWORKERS_EMULATORHOST",
          "TASKWORKERS_EMULATOR_HOST");

  /** The names of the properties above, by the variables that say the same. */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry(EnvVars.PROJECT_ID, "taskworkers.project"),
          Map.entry("GCP_PUBSUB_TOPIC_ID", "taskworkers.topic"),
          Map.entry(EnvVars.SUBSCRIPTION_ID, "taskworkers.subscription"),
          Map.entry(EnvVars.CONCURRENCY, "taskworkers.concurrency"),
          Map.entry(EnvVars.TASK_TIMEOUT, "taskworkers.task-timeout"),
          Map.entry(EnvVars.DEAD_LETTER_TOPIC, "taskworkers.dead-letter-topic"),
          Map.entry(EnvVars.RETRY_MAX_ATTEMPTS, "taskworkers.max-attempts"),
          Map.entry(EnvVars.RETRY_MIN_BACKOFF, "taskworkers.min-backoff"),
          Map.entry(EnvVars.RETRY_MAX_BACKOFF, "taskworkers.max-backoff"),
          Map.entry(EnvVars.BATCH_SIZE, "taskworkers.batch-size"),
          Map.entry(EnvVars.HEALTH_PORT, "taskworkers.health-port"),
          Map.entry(GoogleEndpoint.PUBSUB_EMULATOR, "taskworkers.emulator-host"));

  /**
   * A sentence about variables, in the words of an application's author; a variable that {@code
   * environment} has is the one to correct, and keeps its name.
   */
  static String inProperties(UsageException problem, Map<String, String> environment) {
    return problem
        .inWords(word -> environment.containsKey(word) ? word : PROPERTIES.getOrDefault(word, word))
        .getMessage();
  }

  /**
   * Whether a local Pub/Sub is named that the worker of a pool has nothing to do with: it is on the
   * machine of the application's author.
   */
  boolean hasStrayEmulator(Map<String, String> environment) {
    return emulatorHost != null
        && environment.containsKey(EnvVars.POD_INFO_DIR)
        && !environment.containsKey(GoogleEndpoint.PUBSUB_EMULATOR);
  }

  /** These properties as variables, under those of {@code environment}. */
  Map<String, String> variables(Map<String, String> environment) {
    var variables = new HashMap<String, String>();
    put(variables, EnvVars.PROJECT_ID, project);
    put(variables, "GCP_PUBSUB_TOPIC_ID", inProject(topic, environment));
    put(variables, EnvVars.SUBSCRIPTION_ID, subscription);
    put(variables, EnvVars.CONCURRENCY, concurrency);
    put(variables, EnvVars.TASK_TIMEOUT, taskTimeout);
    put(variables, EnvVars.DEAD_LETTER_TOPIC, inProject(deadLetterTopic, environment));
    put(variables, EnvVars.RETRY_MAX_ATTEMPTS, maxAttempts);
    put(variables, EnvVars.RETRY_MIN_BACKOFF, minBackoff);
    put(variables, EnvVars.RETRY_MAX_BACKOFF, maxBackoff);
    put(variables, EnvVars.BATCH_SIZE, batchSize);
    put(variables, EnvVars.HEALTH_PORT, healthPort);
    if (!hasStrayEmulator(environment)) {
      put(variables, GoogleEndpoint.PUBSUB_EMULATOR, emulatorHost);
    }
    variables.putAll(environment);
    variables.keySet().removeAll(BOUND);
    return variables;
  }

  /** In full: a pool names the project of its own subscription, which may be another one. */
  private String inProject(String id, Map<String, String> environment) {
    return !environment.containsKey(EnvVars.POD_INFO_DIR)
            || project == null
            || project.isBlank()
            || id == null
            || id.isBlank()
            || id.contains("/")
        ? id
        : "projects/" + project.strip() + "/topics/" + id.strip();
  }

  private static void put(Map<String, String> variables, String name, String value) {
    if (value != null) {
      variables.put(name, value);
    }
  }
}
