// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.atLeast;
import static dev.taskworkers.operator.pool.spec.PoolValidation.moreThanZero;
import static dev.taskworkers.runtime.UsageException.expect;

import dev.taskworkers.crds.BatchSpec;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.GoDuration;
import java.time.Duration;
import java.util.Map;

/**
 * When a batch begins.
 *
 * @param size with so many tasks; at least 1 and at most the pod's slots
 * @param within so long after its first task though it is not full; more than 0
 */
record Batch(int size, Duration within) {
  static Batch read(BatchSpec given, int slots, Handler handler) {
    atLeast(1, given.size(), "spec.batch.size");
    expect(
        given.size() <= slots,
        "spec.batch.size must not be more than spec.concurrency, because each task of a batch"
            + " has a slot");
    var within = moreThanZero(given.within(), "spec.batch.within");
    expect(handler.has(Handler.Trait.BATCHES), "spec.batch needs handler.java or handler.http");
    return new Batch(given.size(), within);
  }

  void addTo(Map<String, String> variables) {
    variables.put(EnvVars.BATCH_SIZE, String.valueOf(size));
    variables.put(EnvVars.BATCH_WITHIN, GoDuration.format(within));
  }
}
