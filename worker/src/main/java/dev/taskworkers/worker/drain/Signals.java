package dev.taskworkers.worker.drain;

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
    Signal.handle(new Signal("TERM"), signal -> action.run());
    Signal.handle(new Signal("INT"), signal -> action.run());
  }
}
