// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

/** Shutdown hooks that are no longer needed. */
public final class Shutdown {
  private Shutdown() {}

  /** Takes a hook back, unless the process is ending and runs it. */
  public static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // The hook runs, or has run: what it stops is stopped.
    }
  }
}
