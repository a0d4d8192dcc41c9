// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import java.time.Duration;

/** Publishes single tasks at an even pace, and waits until a client has done all of them. */
final class SingleTasks {
  /** Where the tasks are published, and what is known of those that are done. */
  interface Lane {
    void publishOne(String kind);

    /** Tasks published so far. */
    long published();

    /** Tasks done so far. */
    long acknowledged();
  }

  /** What time is, and how it passes. */
  interface Stopwatch {
    long nanos();

    void sleep(Duration time) throws InterruptedException;

    /** The clock of this machine. */
    static Stopwatch real() {
      return new Stopwatch() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
          Thread.sleep(time.toMillis());
        }
      };
    }
  }

  /** A client that is alive does one sooner than this, even on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration LOOK = Duration.ofMillis(5);

  private final Stopwatch watch;

  SingleTasks(Stopwatch watch) {
    this.watch = watch;
  }

  /**
   * Lets {@code client} do so many tasks. On a busy machine they are published more slowly than at
   * their pace, so patience begins with the last one that was published or done.
   *
   * @throws IllegalStateException when the client does nothing for {@link #PATIENCE}
   */
  void run(String client, Lane lane, int tasks, Duration pace) throws InterruptedException {
    var before = lane.published();
    var next = watch.nanos();
    for (var number = 0; number < tasks; number++) {
      lane.publishOne(NoopTask.TIMED);
      next += pace.toNanos();
      watch.sleep(Duration.ofNanos(Math.max(0, next - watch.nanos())));
    }
    var done = lane.acknowledged();
    var since = watch.nanos();
    while (done < before + tasks) {
      watch.sleep(LOOK);
      if (lane.acknowledged() > done) {
        done = lane.acknowledged();
        since = watch.nanos();
      } else if (watch.nanos() - since > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            String.format(
                "%s did %d of %d single tasks, and no other one within %d s.",
                client, Math.max(0, done - before), tasks, PATIENCE.toSeconds()));
      }
    }
  }
}
