// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

/** Interrupts a thread while it does one task, never while it does the next. */
final class Interruption {
  private final Thread thread;
  private boolean over;

  public Interruption(Thread thread) {
    this.thread = thread;
  }

  public synchronized void now() {
    if (!over) {
      thread.interrupt();
    }
  }

  /** Called by the thread itself when the task has ended; an interrupt it ignored is taken back. */
  public synchronized void noMore() {
    over = true;
    Thread.interrupted();
  }
}
