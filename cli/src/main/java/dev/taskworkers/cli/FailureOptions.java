// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.UsageException;
import java.util.List;
import picocli.CommandLine.Option;

/** What becomes of failed tasks, as the variables of a worker say it. */
final class FailureOptions {
  private final WorkerVariables variables = new WorkerVariables();

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      description =
          "Runs of one task before it becomes a dead letter, with --dead-letter-topic. Default: 5.")
  private void maxAttempts(String attempts) {
    variables.set("--max-attempts", EnvVars.RETRY_MAX_ATTEMPTS, attempts);
  }

  @Option(
      names = "--min-backoff",
      paramLabel = "D",
      description = "Shortest delay before a task that failed runs again. Default: 10s.")
  private void minBackoff(String duration) {
    variables.set("--min-backoff", EnvVars.RETRY_MIN_BACKOFF, duration);
  }

  @Option(
      names = "--max-backoff",
      paramLabel = "D",
      description = "Longest delay before any run of a task. Default: 10m.")
  private void maxBackoff(String duration) {
    variables.set("--max-backoff", EnvVars.RETRY_MAX_BACKOFF, duration);
  }

  @Option(
      names = "--dead-letter-topic",
      paramLabel = "T",
      description =
          "The topic for tasks that fail permanently: a short id or a full name. Default: none.")
  private void deadLetterTopic(String topic) {
    variables.set("--dead-letter-topic", EnvVars.DEAD_LETTER_TOPIC, topic);
  }

  @Option(
      names = "--dead-letter-on",
      paramLabel = "STATUSES",
      description =
          "With --http: answers at which a task becomes a dead letter after its first run, for"
              + " example 400,422. Default: none.")
  private void deadLetterOn(String statuses) {
    variables.set("--dead-letter-on", EnvVars.HTTP_DEAD_LETTER_ON, statuses);
  }

  @Option(
      names = "--drop-on",
      paramLabel = "STATUSES",
      description =
          "With --http: answers at which a task is acknowledged undone, for example 410. Default:"
              + " none.")
  private void dropOn(String statuses) {
    variables.set("--drop-on", EnvVars.HTTP_DROP_ON, statuses);
  }

  /**
   * For a handler that answers with no status.
   *
   * @throws UsageException when an option names some
   */
  void requireNoStatuses() {
    for (var variable : List.of(EnvVars.HTTP_DEAD_LETTER_ON, EnvVars.HTTP_DROP_ON)) {
      variables
          .optionOf(variable)
          .ifPresent(
              option -> {
                throw new UsageException(
                    option + " needs --http: another handler answers with no status.");
              });
    }
  }

  /** Those that were given. */
  WorkerVariables variables() {
    return variables;
  }
}
