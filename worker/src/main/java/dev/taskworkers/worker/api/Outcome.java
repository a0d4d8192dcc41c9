package dev.taskworkers.worker.api;

import java.time.Duration;

/** What is to become of a task after its handler ran: one of four. */
public sealed interface Outcome {
  /** Done: the task is acknowledged. */
  record Ack() implements Outcome {}

  /** Not done: the task comes back after the pool's back-off, and counts as an attempt. */
  record Retry(Failure failure) implements Outcome {}

  /** Not done: the task comes back after {@code delay}, at most 600 s, and counts as an attempt. */
  record RetryAfter(Failure failure, Duration delay) implements Outcome {
    public RetryAfter {
      if (delay.isNegative()) {
        throw new IllegalArgumentException(
            "The delay of a retry can't be negative, but it is " + delay + ".");
      }
    }
  }

  /** Will never succeed: the task goes to the dead-letter topic with the reason. */
  record DeadLetter(Failure failure) implements Outcome {}

  /** Not worth doing: the task is acknowledged and counted. */
  record Drop(String reason) implements Outcome {}

  static Outcome ack() {
    return new Ack();
  }

  static Outcome retry(Failure failure) {
    return new Retry(failure);
  }

  static Outcome retry(Duration delay) {
    return new RetryAfter(
        Failure.of("retry", "The handler asked for another time, after " + delay + "."), delay);
  }

  static Outcome deadLetter(String reason) {
    return new DeadLetter(Failure.of("rejected", reason));
  }

  static Outcome drop(String reason) {
    return new Drop(reason);
  }
}
