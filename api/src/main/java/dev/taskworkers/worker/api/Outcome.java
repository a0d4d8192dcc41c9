// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.api;

import java.time.Duration;
import java.util.Objects;

/** What is to become of a task after its handler ran. */
public sealed interface Outcome {
  /** What {@code cases} says of an outcome of this kind. */
  <R> R choose(Cases<R> cases);

  /** An answer for each kind of outcome: whoever distinguishes them forgets none. */
  interface Cases<R> {
    R ack();

    R retry(Retry retry);

    R retryAfter(RetryAfter retry);

    R later(Later later);

    R deadLetter(DeadLetter letter);

    R drop(Drop drop);
  }

  /** An outcome of a task that is not done, though somebody wanted it to be. */
  sealed interface NotDone extends Outcome {
    /** Why it is not done. */
    Failure failure();
  }

  /** Done: the task is acknowledged. */
  record Ack() implements Outcome {
    @Override
    public <R> R choose(Cases<R> cases) {
      return cases.ack();
    }
  }

  /** Not done: the task comes back after the pool's back-off, and counts as an attempt. */
  record Retry(Failure failure) implements NotDone {
    public Retry {
      Objects.requireNonNull(failure, "A retry needs a failure, but it is null.");
    }

    @Override
    public <R> R choose(Cases<R> cases) {
      return cases.retry(this);
    }
  }

  /**
   * Failed: the task comes back after {@code delay}, at most 600 s, and counts as an attempt. When
   * many end so in a row, the worker takes the handler for broken, as with {@link Retry}.
   */
  record RetryAfter(Failure failure, Duration delay) implements NotDone {
    public RetryAfter {
      Objects.requireNonNull(failure, "A retry needs a failure, but it is null.");
      requireDelay(delay);
    }

    @Override
    public <R> R choose(Cases<R> cases) {
      return cases.retryAfter(this);
    }
  }

  /**
   * Not now: the task comes back after {@code delay}, at most 600 s, and counts as an attempt,
   * though nothing has failed.
   */
  record Later(Duration delay) implements NotDone {
    public Later {
      requireDelay(delay);
    }

    /** What a dead letter tells when the task has no attempt left. */
    @Override
    public Failure failure() {
      return Failure.of("retry", "The handler asked for another time, after " + delay + ".");
    }

    @Override
    public <R> R choose(Cases<R> cases) {
      return cases.later(this);
    }
  }

  /** Will never succeed: the task goes to the dead-letter topic with the reason. */
  record DeadLetter(Failure failure) implements NotDone {
    public DeadLetter {
      Objects.requireNonNull(failure, "A dead letter needs a failure, but it is null.");
    }

    @Override
    public <R> R choose(Cases<R> cases) {
      return cases.deadLetter(this);
    }
  }

  /** Not worth doing: the task is acknowledged and counted. */
  record Drop(String reason) implements Outcome {
    public Drop {
      reason = reason == null ? "no reason" : reason;
    }

    @Override
    public <R> R choose(Cases<R> cases) {
      return cases.drop(this);
    }
  }

  static Outcome ack() {
    return new Ack();
  }

  static Outcome retry(Failure failure) {
    return new Retry(failure);
  }

  static Outcome retry(Duration delay) {
    return new Later(delay);
  }

  static Outcome deadLetter(String reason) {
    return new DeadLetter(Failure.of("rejected", reason));
  }

  static Outcome drop(String reason) {
    return new Drop(reason);
  }

  private static void requireDelay(Duration delay) {
    Objects.requireNonNull(delay, "A retry after a delay needs the delay, but it is null.");
    if (delay.isNegative()) {
      throw new IllegalArgumentException(
          "The delay of a retry can't be negative, but it is " + delay + ".");
    }
  }
}
