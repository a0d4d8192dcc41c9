// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

/** What is still to be done when the process is told to end, by Ctrl-C or SIGTERM, until closed. */
public final class AtShutdown implements AutoCloseable {
  private final Thread hook;

  /**
   * @param name of the thread that does it, while the others go on
   */
  public AtShutdown(String name, Runnable work) {
    hook = new Thread(work, name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** It need not be done any more. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // It is being done, or has been.
    }
  }
}
