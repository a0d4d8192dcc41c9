package dev.taskworkers.worker.handlers.http;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import java.time.Duration;

/**
 * The outcome that a status means.
 *
 * <table>
 * <caption>Statuses</caption>
 * <tr><td>2xx</td><td>done</td></tr>
 * <tr><td>410</td><td>drop</td></tr>
 * <tr><td>408, 425, 429, 5xx, 1xx and 3xx</td><td>retry, after {@code Retry-After} seconds where given</td></tr>
 * <tr><td>other 4xx</td><td>dead letter</td></tr>
 * </table>
 */
final class HttpOutcomes {
  private HttpOutcomes() {}

  /**
   * @param retryAfter the header, in seconds; empty or a date means no wish
   * @param body the beginning of the answer
   */
  static Outcome of(int status, String retryAfter, String body) {
    var failure = new Failure("http", "The handler answered " + status + ".", body);
    if (status >= 200 && status < 300) {
      return Outcome.ack();
    }
    if (status == 410) {
      return Outcome.drop("The handler answered 410.");
    }
    if (status >= 400 && status < 500 && status != 408 && status != 425 && status != 429) {
      return new Outcome.DeadLetter(failure);
    }
    return retryAfter.matches("[0-9]{1,9}")
        ? new Outcome.RetryAfter(failure, Duration.ofSeconds(Long.parseLong(retryAfter)))
        : Outcome.retry(failure);
  }
}
