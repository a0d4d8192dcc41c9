// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import java.util.Optional;

/** Tells outcomes that end a task from those that don't, and those of runs that failed. */
public final class Outcomes {
  private static final WhyNotDone WHY_NOT_DONE = new WhyNotDone();

  private static final WhyNotDone FAILURE =
      new WhyNotDone() {
        @Override
        public Optional<Failure> later(Outcome.Later later) {
          return Optional.empty();
        }
      };

  private static class WhyNotDone implements Outcome.Cases<Optional<Failure>> {
    @Override
    public Optional<Failure> ack() {
      return Optional.empty();
    }

    @Override
    public Optional<Failure> retry(Outcome.Retry retry) {
      return Optional.of(retry.failure());
    }

    @Override
    public Optional<Failure> retryAfter(Outcome.RetryAfter retry) {
      return Optional.of(retry.failure());
    }

    @Override
    public Optional<Failure> later(Outcome.Later later) {
      return Optional.of(later.failure());
    }

    @Override
    public Optional<Failure> deadLetter(Outcome.DeadLetter letter) {
      return Optional.of(letter.failure());
    }

    @Override
    public Optional<Failure> drop(Outcome.Drop drop) {
      return Optional.empty();
    }
  }

  private Outcomes() {}

  /** Whether the handler wants nothing more of the task. */
  public static boolean isDone(Outcome outcome) {
    return whyNotDone(outcome).isEmpty();
  }

  /** Why the task has not been done; empty where it has, or where nobody wants it. */
  public static Optional<Failure> whyNotDone(Outcome outcome) {
    return outcome.choose(WHY_NOT_DONE);
  }

  /** How the run failed; empty where it has not, as where it asks for another time. */
  public static Optional<Failure> failure(Outcome outcome) {
    return outcome.choose(FAILURE);
  }
}
