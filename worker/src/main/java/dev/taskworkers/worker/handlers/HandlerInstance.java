// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.TaskHandler;
import java.util.Optional;

/** Runs a handler that somebody else has made and will close. */
public final class HandlerInstance {
  private HandlerInstance() {}

  /**
   * A handler that calls {@code handler}.
   *
   * @throws UsageException when it is no handler, or of the other kind than the batch size says
   */
  public static PreparedHandler prepare(Object handler, BatchLimits batch) {
    // As methods, since the worker would close the object itself.
    if (batch.size() > 0 && handler instanceof BatchTaskHandler many) {
      return new BatchHandler(many::handle, batch, Optional::empty);
    }
    if (batch.size() == 0 && handler instanceof TaskHandler single) {
      return new JavaHandler(single::handle);
    }
    throw new UsageException(
        "Expected a "
            + (batch.size() > 0 ? "BatchTaskHandler, because " : "TaskHandler, because no ")
            + EnvVars.BATCH_SIZE
            + " is set, but found "
            + handler.getClass().getName()
            + ".");
  }
}
