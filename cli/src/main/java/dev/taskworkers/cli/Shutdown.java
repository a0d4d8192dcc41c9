package dev.taskworkers.cli;

/** Shutdown hooks that are no longer needed. */
final class Shutdown {
  private Shutdown() {}

  /** Takes a hook back, unless the process is ending and runs it. */
  static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // The hook runs, or has run: what it stops is stopped.
    }
  }
}
