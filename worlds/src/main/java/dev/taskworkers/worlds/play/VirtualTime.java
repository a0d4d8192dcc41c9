// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Moment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;

/**
 * The one time of a world, and of one thread: what is due happens in order, and of two at once the
 * older first.
 */
public final class VirtualTime extends Clock {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final double NANOS = 1e9;
  private static final Runnable NOTHING = () -> {};

  private final Thread owner = Thread.currentThread();
  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long nanos;
  private long entered;
  private volatile boolean strayed;

  private static final class Entry implements Comparable<Entry>, Cancellable {
    private final long at;
    private final long number;
    private Runnable action;

    Entry(long at, long number, Runnable action) {
      this.at = at;
      this.number = number;
      this.action = action;
    }

    /** It stays where it is, since to find it costs more than to pass it. */
    @Override
    public void cancel() {
      action = NOTHING;
    }

    @Override
    public int compareTo(Entry other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  /** Seconds since the world began. */
  public double seconds() {
    return nanos / NANOS;
  }

  public Moment moment() {
    return new Moment(nanos);
  }

  /** Has {@code action} happen so many seconds after the beginning of the world. */
  public void at(double seconds, Runnable action) {
    enter(Math.round(seconds * NANOS), action);
  }

  /** Has {@code action} happen after {@code delay}. */
  public Cancellable after(Duration delay, Runnable action) {
    return enter(nanos + Math.max(0, delay.toNanos()), action);
  }

  private Cancellable enter(long at, Runnable action) {
    if (Thread.currentThread() != owner) {
      strayed = true;
      throw strayed();
    }
    var entry = new Entry(Math.max(nanos, at), entered++, action);
    entries.add(entry);
    return entry;
  }

  /** Lets everything happen that is due up to a second. */
  public void advanceTo(double seconds) {
    var until = Math.round(seconds * NANOS);
    while (!entries.isEmpty() && entries.peek().at <= until) {
      var entry = entries.remove();
      nanos = entry.at;
      entry.action.run();
      if (strayed) {
        throw strayed();
      }
    }
    nanos = until;
  }

  /** Whoever did it may have swallowed what it was told. */
  private static IllegalStateException strayed() {
    return new IllegalStateException(
        "A world has one thread, and another one has entered something into its time.");
  }

  /** A second of the world as the time that everybody in it reads. */
  public static Instant instant(double seconds) {
    return START.plusNanos(Math.round(seconds * NANOS));
  }

  /** How many seconds after the beginning of the world a time is. */
  public static double seconds(Instant time) {
    return Duration.between(START, time).toNanos() / NANOS;
  }

  /** A second of the world as Kubernetes writes times. */
  public static String text(double seconds) {
    return START.plusSeconds((long) Math.floor(seconds)).toString();
  }

  @Override
  public Instant instant() {
    return START.plusNanos(nanos);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
