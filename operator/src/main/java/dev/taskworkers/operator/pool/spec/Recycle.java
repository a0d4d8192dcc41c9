// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.atLeast;
import static dev.taskworkers.runtime.UsageException.expect;

import dev.taskworkers.crds.RecycleSpec;
import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;

/**
 * When a worker's process ends in order, and Kubernetes starts a fresh one; at least one is given.
 *
 * @param afterTasks that one process runs; at least 1
 * @param aboveMebibytes of resident memory; at least 1
 */
record Recycle(Optional<Integer> afterTasks, Optional<Long> aboveMebibytes) {
  static Recycle read(RecycleSpec given, Handler handler) {
    expect(
        given.afterTasks() != null || given.afterMemory() != null,
        "spec.recycle needs afterTasks, afterMemory or both");
    if (given.afterTasks() != null) {
      atLeast(1, given.afterTasks(), "spec.recycle.afterTasks");
    }
    expect(
        given.afterMemory() == null || given.afterMemory().matches(RecycleSpec.MEMORY_PATTERN),
        "spec.recycle.afterMemory: expected an amount such as 700Mi or 2Gi, but found '"
            + given.afterMemory()
            + "'");
    expect(handler.has(Handler.Trait.RECYCLES), "spec.recycle needs handler.java");
    return new Recycle(
        Optional.ofNullable(given.afterTasks()),
        Optional.ofNullable(given.afterMemory()).map(Recycle::mebibytes));
  }

  private static long mebibytes(String amount) {
    return Quantity.getAmountInBytes(Quantity.parse(amount)).longValue() >> 20;
  }

  void addTo(Map<String, String> variables) {
    afterTasks.ifPresent(tasks -> variables.put(EnvVars.MAX_TASKS, tasks.toString()));
    aboveMebibytes.ifPresent(mib -> variables.put(EnvVars.MAX_MEMORY_MIB, mib.toString()));
  }
}
