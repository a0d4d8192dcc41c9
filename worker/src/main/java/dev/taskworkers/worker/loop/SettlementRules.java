// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.failure.FailurePolicy;
import dev.taskworkers.worker.failure.Outcomes;
import dev.taskworkers.worker.failure.Settlement;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Decides how each ended task is settled, and changes nothing.
 *
 * @param random in [0, 1), for jitter
 */
record SettlementRules(FailurePolicy failures, DoubleSupplier random) {
  /**
   * What becomes of the task of a run that is over.
   *
   * @param reported by the handler; empty: nothing is known of the task
   */
  Settlement settlement(RunningTask work, Optional<Outcome> reported) {
    if (reported.isEmpty()) {
      return new Settlement.Return();
    }
    var outcome = work.explain(reported.get());
    if (!Outcomes.isDone(outcome) && work.interruptedByDrain()) {
      return new Settlement.Return();
    }
    return failures.settle(outcome, work.run().attempt(), random.getAsDouble());
  }

  /** The task is tried again after the usual time. */
  Settlement.Nack again(RunningTask work, Failure failure) {
    return failures.postpone(failure, work.run().attempt(), random.getAsDouble());
  }
}
