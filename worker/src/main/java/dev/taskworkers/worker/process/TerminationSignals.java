// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.process;

import java.util.function.Consumer;

/**
 * What signals mean to a worker: the first drains it, the second makes it leave at once. While it
 * is being made, which takes as long as its handler wants, there is nothing to drain, and the first
 * ends the process.
 */
public final class TerminationSignals {
  private Consumer<String> drain;
  private Consumer<String> leaveNow = reason -> {};
  private int signals;

  /**
   * @param end while there is no worker
   */
  TerminationSignals(Runnable end) {
    drain = reason -> end.run();
  }

  /** Hears SIGTERM and SIGINT from now on; the process ends with 0 while there is no worker. */
  public static TerminationSignals onSignals() {
    var leaving = new TerminationSignals(() -> System.exit(0));
    Signals.onTermination(leaving::signalled);
    return leaving;
  }

  void signalled() {
    synchronized (this) {
      signals++;
    }
    tell();
  }

  /**
   * There is a worker, and it does not pull yet: what it pulls would be stranded. From now on calls
   * {@code drain} or {@code leaveNow} with the reason, now if there was a signal already.
   */
  public void by(Consumer<String> drain, Consumer<String> leaveNow) {
    synchronized (this) {
      this.drain = drain;
      this.leaveNow = leaveNow;
    }
    tell();
  }

  /** Holds no lock meanwhile: the next signal must not wait for what the first one brings about. */
  private void tell() {
    what().run();
  }

  private synchronized Runnable what() {
    var first = drain;
    var next = leaveNow;
    return switch (signals) {
      case 0 -> () -> {};
      case 1 -> () -> first.accept("it was told to end");
      default -> () -> next.accept("it was told to end at once");
    };
  }
}
