package dev.taskworkers.worker.handlers.java;

/** Interrupts a thread while it does one task, never while it does the next. */
final class Interruption {
  private final Thread thread;
  private boolean over;

  Interruption(Thread thread) {
    this.thread = thread;
  }

  synchronized void now() {
    if (!over) {
      thread.interrupt();
    }
  }

  /** Called by the thread itself when the task has ended; an interrupt it ignored is taken back. */
  synchronized void noMore() {
    over = true;
    Thread.interrupted();
  }
}
