// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Writes the log on a thread of its own, so that a stream that nobody reads stops nothing else.
 * Lines wait in a queue that is bounded, as the bytes that they are written as, so that nothing
 * they were made of is held; what does not fit is dropped and counted, and the next line that gets
 * through is preceded by one that says so. (Logback's own asynchronous appender drops without a
 * count.)
 */
final class LogQueue extends UnsynchronizedAppenderBase<ILoggingEvent> {
  static final int MOST_LINES = 4096;
  static final int MOST_BYTES = 1 << 20;

  /** For how long lines wait for room, all together, until half of the queue is written. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Encoder<ILoggingEvent> encoder;
  private final Function<ILoggingEvent, ? extends OutputStream> stream;
  private final Predicate<ILoggingEvent> mayWait;
  private final AtomicLong dropped = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Line> lines = new ArrayDeque<>();
  private long bytes;
  private long told;
  private boolean writing;

  /** Since when lines wait for room; 0 once half of the queue is free. */
  private long crowdedSince;

  private boolean ends;

  @SuppressWarnings("ArrayRecordComponent") // They are not compared.
  private record Line(byte[] bytes, OutputStream stream) {}

  /**
   * @param encoder of which several threads make use at once
   * @param stream asked anew for each line; does not block
   * @param mayWait lines whose thread has the time to wait a little while the queue is full
   */
  LogQueue(
      Encoder<ILoggingEvent> encoder,
      Function<ILoggingEvent, ? extends OutputStream> stream,
      Predicate<ILoggingEvent> mayWait) {
    this.encoder = encoder;
    this.stream = stream;
    this.mayWait = mayWait;
  }

  @Override
  public void start() {
    DaemonThreads.of("log", this::write).start();
    super.start();
  }

  /** Lines that were dropped. */
  long dropped() {
    return dropped.get();
  }

  /** What goes wrong with a line, as an attribute that can't be told, is none of its writer's. */
  @Override
  protected void append(ILoggingEvent event) {
    try {
      var line = line(event);
      if (!isTaken(line, mayWait.test(event))) {
        dropped.incrementAndGet();
      }
    } catch (RuntimeException | Error e) {
      dropped.incrementAndGet();
    }
  }

  private Line line(ILoggingEvent event) {
    return new Line(encoder.encode(event), stream.apply(event));
  }

  private boolean isTaken(Line line, boolean mayWait) {
    lock.lock();
    try {
      if (isFull() && (!mayWait || !roomComes())) {
        return false;
      }
      lines.add(line);
      bytes += line.bytes().length;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    return lines.size() >= MOST_LINES || bytes >= MOST_BYTES;
  }

  /** A slow reader costs those who write a second once in a while, and then lines. */
  private boolean roomComes() {
    try {
      if (crowdedSince == 0) {
        crowdedSince = System.nanoTime() | 1;
      }
      while (isFull() && !ends) {
        var left = crowdedSince + PATIENCE.toNanos() - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        var unused = changed.await(left, TimeUnit.NANOSECONDS);
      }
      return !ends;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void write() {
    for (var line = next(); line != null; line = next()) {
      var next = line;
      var lost = dropped.get() - told;
      if (lost > 0) {
        told += lost;
        write(() -> line(gap(lost)));
      }
      write(() -> next);
    }
  }

  /** Waits for the next line; null at the end. */
  private Line next() {
    lock.lock();
    try {
      writing = false;
      changed.signalAll();
      while (lines.isEmpty()) {
        if (ends) {
          return null;
        }
        changed.awaitUninterruptibly();
      }
      var line = lines.remove();
      bytes -= line.bytes().length;
      writing = true;
      if (lines.size() <= MOST_LINES / 2 && bytes <= MOST_BYTES / 2) {
        crowdedSince = 0;
      }
      return line;
    } finally {
      lock.unlock();
    }
  }

  private ILoggingEvent gap(long lost) {
    return new LoggingEvent(
        LogQueue.class.getName(),
        ((LoggerContext) getContext()).getLogger(Logger.ROOT_LOGGER_NAME),
        Level.WARN,
        "{} log lines are missing here, because they came faster than they were read.",
        null,
        new Object[] {lost});
  }

  private void write(Supplier<Line> made) {
    try {
      var line = made.get();
      line.stream().write(line.bytes());
      line.stream().flush();
    } catch (Exception | Error e) {
      // Nothing that goes wrong with one line may end the thread that writes all others.
      dropped.incrementAndGet();
    }
  }

  /** Waits until everything is written, for {@code patience} at most. */
  void flush(Duration patience) {
    var until = System.nanoTime() + patience.toNanos();
    lock.lock();
    try {
      var left = patience.toNanos();
      while ((!lines.isEmpty() || writing) && left > 0) {
        var unused = changed.await(left, TimeUnit.NANOSECONDS);
        left = until - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is there, within {@link #PATIENCE}, and ends the thread. */
  @Override
  public void stop() {
    flush(PATIENCE);
    lock.lock();
    try {
      ends = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    super.stop();
  }
}
