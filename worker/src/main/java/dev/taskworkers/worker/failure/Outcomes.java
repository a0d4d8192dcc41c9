// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import java.util.Optional;

/** Tells outcomes that end a task from those that don't, and those of runs that failed. */
public final class Outcomes {
  private Outcomes() {}

  /** Whether the handler wants nothing more of the task. */
  public static boolean isDone(Outcome outcome) {
    return whyNotDone(outcome).isEmpty();
  }

  /** Why the task has not been done; empty where it has, or where nobody wants it. */
  public static Optional<Failure> whyNotDone(Outcome outcome) {
    return outcome instanceof Outcome.NotDone not ? Optional.of(not.failure()) : Optional.empty();
  }

  /** How the run failed; empty where it has not, as where it asks for another time. */
  public static Optional<Failure> failure(Outcome outcome) {
    return outcome instanceof Outcome.Later ? Optional.empty() : whyNotDone(outcome);
  }
}
