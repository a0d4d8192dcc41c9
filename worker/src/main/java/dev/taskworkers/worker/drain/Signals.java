package dev.taskworkers.worker.drain;

import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Hears SIGTERM and SIGINT. A shutdown hook would hear the first only, and would spoil the exit
 * code. The JDK offers its class to everybody, in the module {@code jdk.unsupported}.
 */
@SuppressWarnings("sunapi")
public final class Signals {
  private Signals() {}

  /** Runs {@code action} at each SIGTERM and each SIGINT, on a thread of the JVM. */
  public static void onTermination(Runnable action) {
    handle("TERM", action);
    handle("INT", action);
  }

  private static void handle(String name, Runnable action) {
    try {
      Signal.handle(new Signal(name), signal -> action.run());
    } catch (IllegalArgumentException e) {
      // With -Xrs, for instance.
      LoggerFactory.getLogger(Signals.class)
          .warn(
              "SIG{} ends this process at once: this JVM can't hear it ({}).",
              name,
              e.getMessage());
    }
  }
}
