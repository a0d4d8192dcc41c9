// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import dev.taskworkers.runtime.Backoff;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * Turns an outcome into a settlement. Without a dead-letter topic nothing is ever given up: what
 * would be a dead letter comes back at the longest back-off.
 *
 * @param maxAttempts runs after which a failing task becomes a dead letter
 * @param backoff between two runs
 * @param deadLetters whether there is a dead-letter topic
 */
public record FailurePolicy(int maxAttempts, Backoff backoff, boolean deadLetters) {
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Pub/Sub's limit for an ack deadline, and so for the time until a redelivery. */
  public static final Duration LONGEST_DELAY = Duration.ofSeconds(600);

  /**
   * @param attempt of the run that ended, from 1
   * @param random in [0, 1)
   */
  public Settlement settle(Outcome outcome, int attempt, double random) {
    return outcome.choose(
        new Outcome.Cases<>() {
          @Override
          public Settlement ack() {
            return new Settlement.Acknowledge();
          }

          @Override
          public Settlement retry(Outcome.Retry retry) {
            return failed(retry.failure(), attempt, backoff.delay(attempt, random));
          }

          @Override
          public Settlement retryAfter(Outcome.RetryAfter retry) {
            return failed(retry.failure(), attempt, retry.delay());
          }

          @Override
          public Settlement later(Outcome.Later later) {
            return attempt < maxAttempts
                ? nack(Optional.empty(), later.delay())
                : forward(later.failure(), Optional.empty());
          }

          @Override
          public Settlement deadLetter(Outcome.DeadLetter letter) {
            return forward(letter.failure(), Optional.of(letter.failure()));
          }

          @Override
          public Settlement drop(Outcome.Drop drop) {
            return new Settlement.Discard(drop.reason());
          }
        });
  }

  /** The settlement of a dead letter that could not be published. */
  public Settlement.Nack postpone(Failure failure, int attempt, double random) {
    return nack(Optional.of(failure), backoff.delay(attempt, random));
  }

  private Settlement failed(Failure failure, int attempt, Duration delay) {
    var it = Optional.of(failure);
    return attempt < maxAttempts ? nack(it, delay) : forward(failure, it);
  }

  private Settlement forward(Failure why, Optional<Failure> failure) {
    return deadLetters ? new Settlement.Forward(why) : nack(failure, backoff.max());
  }

  private static Settlement.Nack nack(Optional<Failure> failure, Duration delay) {
    return new Settlement.Nack(failure, delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay);
  }
}
