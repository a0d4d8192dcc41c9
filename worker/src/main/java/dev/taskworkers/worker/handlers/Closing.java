// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import dev.taskworkers.runtime.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a user's handler at the end of the process, which must not wait for it for long. */
final class Closing {
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  /** Closes {@code handler} if it can be closed. */
  public static void of(Object handler) {
    if (handler instanceof AutoCloseable closeable) {
      close(closeable, PATIENCE);
    }
  }

  static void close(AutoCloseable handler, Duration patience) {
    var thread = DaemonThreads.of("close-handler", () -> close(handler));
    thread.start();
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, patience.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      log.warn("The handler's close() has not returned within {} s.", patience.toSeconds());
    }
  }

  private static void close(AutoCloseable handler) {
    try {
      handler.close();
    } catch (Exception | Error e) {
      // It is the user's code, and the worker has ended.
      log.warn("The handler's close() failed.", e);
    }
  }
}
