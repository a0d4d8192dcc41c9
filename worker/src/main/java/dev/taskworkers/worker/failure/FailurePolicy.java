// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.protocol.Redelivery;
import dev.taskworkers.runtime.Backoff;
import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.UsageException;
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

  /** As in a pool: what always fails would never be in the dead-letter topic otherwise. */
  private static final int USUAL_ATTEMPTS = 5;

  /**
   * Reads it from the environment; see {@link EnvVars}.
   *
   * @throws UsageException when a value can't be used
   */
  public static FailurePolicy read(Environment environment, boolean deadLetters) {
    var min = GoDuration.read(environment, EnvVars.RETRY_MIN_BACKOFF, Duration.ofSeconds(10));
    var max = GoDuration.read(environment, EnvVars.RETRY_MAX_BACKOFF, Duration.ofMinutes(10));
    if (max.compareTo(min) < 0) {
      throw new UsageException(
          EnvVars.RETRY_MAX_BACKOFF
              + " must not be shorter than "
              + EnvVars.RETRY_MIN_BACKOFF
              + ".");
    }
    if (max.compareTo(Redelivery.LONGEST_DELAY) > 0) {
      throw new UsageException(
          EnvVars.RETRY_MAX_BACKOFF
              + ": Pub/Sub can't hold a task back for more than 10m; use"
              + " 10m or less.");
    }
    var attempts =
        environment.number(
            EnvVars.RETRY_MAX_ATTEMPTS, deadLetters ? USUAL_ATTEMPTS : UNLIMITED, 1, UNLIMITED);
    return new FailurePolicy((int) attempts, new Backoff(min, max), deadLetters);
  }

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
    var longest = Redelivery.LONGEST_DELAY;
    return new Settlement.Nack(failure, delay.compareTo(longest) > 0 ? longest : delay);
  }
}
