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

  void signalled() {
    synchronized (this) {
      signals++;
    }
    tell();
  }

  /** Calls {@code drain} or {@code leaveNow} with the reason, now if there was a signal already. */
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
