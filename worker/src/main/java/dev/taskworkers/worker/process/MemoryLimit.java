// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.process;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has a worker leave, in order and by itself, when its process takes more memory than it should; an
 * end for lack of memory would take its tasks with it.
 */
public record MemoryLimit(
    long mostMib, Supplier<OptionalLong> residentMib, Timer timer, Consumer<String> leave) {
  public static final long NONE = Long.MAX_VALUE;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  /**
   * Begins to look.
   *
   * @throws UsageException when this system does not tell a process its memory
   */
  public void watch() {
    if (mostMib == NONE) {
      return;
    }
    if (residentMib.get().isEmpty()) {
      throw new UsageException(
          EnvVars.MAX_MEMORY_MIB
              + " needs Linux, which tells a process its memory in"
              + " /proc/self/status. Unset it.");
    }
    timer.after(BETWEEN_LOOKS, this::look);
  }

  private void look() {
    var now = residentMib.get().orElse(0);
    if (now > mostMib) {
      leave.accept("its process takes " + now + " MiB, more than " + mostMib);
    } else {
      timer.after(BETWEEN_LOOKS, this::look);
    }
  }
}
