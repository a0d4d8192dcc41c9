// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.protocol.HttpFormat;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.handlers.StatusRules;
import java.time.Duration;
import java.util.Set;

/**
 * The outcome that a status means. Whatever is not done comes back, because a status says little of
 * the task: a token that has expired is 401 or 403, a route that is missing after a deployment 404.
 *
 * <table>
 * <caption>Statuses</caption>
 * <tr><td>2xx; with PubSubPush 200, 201, 202, 204</td><td>done</td></tr>
 * <tr><td>what the rules name</td><td>dead letter, or drop</td></tr>
 * <tr><td>all others</td><td>retry, after {@code Retry-After} seconds where given and not 0</td></tr>
 * </table>
 */
record HttpOutcomes(HttpFormat format, StatusRules rules) {
  /**
   * https://cloud.google.com/pubsub/docs/push#receive_push; 102 is never the last word of an
   * answer, so that it can only be the status of a task in a batch.
   */
  private static final Set<Integer> ACKNOWLEDGE_A_PUSH = Set.of(102, 200, 201, 202, 204);

  /**
   * @param retryAfter the header, in seconds; empty or a date means no wish, and so does 0, with
   *     which a task would use up its attempts at once
   * @param body the beginning of the answer
   */
  Outcome of(int status, String retryAfter, String body) {
    if (done(status)) {
      return Outcome.ack();
    }
    if (rules.dropOn().contains(status)) {
      return Outcome.drop("The handler answered " + status + ".");
    }
    var failure = new Failure("http", "The handler answered " + status + ".", body);
    if (rules.deadLetterOn().contains(status)) {
      return new Outcome.DeadLetter(failure);
    }
    return retryAfter.matches("[0-9]{1,9}") && Long.parseLong(retryAfter) > 0
        ? new Outcome.RetryAfter(failure, Duration.ofSeconds(Long.parseLong(retryAfter)))
        : Outcome.retry(failure);
  }

  private boolean done(int status) {
    return format == HttpFormat.PubSubPush
        ? ACKNOWLEDGE_A_PUSH.contains(status)
        : status >= 200 && status < 300;
  }
}
