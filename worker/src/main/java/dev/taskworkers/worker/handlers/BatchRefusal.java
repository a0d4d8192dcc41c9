// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import dev.taskworkers.worker.api.Outcome;

/** A handler said one outcome for a whole batch, which need not be true of each of its tasks. */
public final class BatchRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Outcome outcome;

  /**
   * @param outcome what it would mean for a batch of one
   */
  public BatchRefusal(Outcome outcome) {
    super("The handler answered a whole batch with " + outcome + ".");
    this.outcome = outcome;
  }

  public Outcome outcome() {
    return outcome;
  }
}
