package dev.taskworkers.worker.loop;

import java.util.function.Consumer;

/**
 * What signals mean to a worker: the first drains it, the second makes it leave at once. A signal
 * that comes before there is a worker is kept for it, because a process that ends without a word
 * while its first pull is out strands what that pull brings.
 */
public final class TerminationSignals {
  private Consumer<String> drain = reason -> {};
  private Consumer<String> leaveNow = reason -> {};
  private int signals;

  TerminationSignals() {}

  /** Hears SIGTERM and SIGINT from now on. */
  public static TerminationSignals onSignals() {
    var leaving = new TerminationSignals();
    Signals.onTermination(leaving::signalled);
    return leaving;
  }

  synchronized void signalled() {
    signals++;
    tell();
  }

  /** Calls {@code drain} or {@code leaveNow} with the reason, now if there was a signal already. */
  public synchronized void by(Consumer<String> drain, Consumer<String> leaveNow) {
    this.drain = drain;
    this.leaveNow = leaveNow;
    tell();
  }

  private void tell() {
    if (signals == 1) {
      drain.accept("it was told to end");
    } else if (signals > 1) {
      leaveNow.accept("it was told to end at once");
    }
  }
}
