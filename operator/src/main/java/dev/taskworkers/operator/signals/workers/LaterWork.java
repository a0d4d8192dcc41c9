// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service.Outstanding;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.WorkerReport.Postponed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tasks that come again without being sent again: those that vanished pods ran, once their leases
 * have ended, and those that were given back for later.
 */
final class LaterWork {
  /** Clocks differ, and Pub/Sub does not deliver at once what a lease set free. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Of a pool that loses pods all the time, the last ones are enough to know. */
  private static final int MOST = 1_000;

  private record Orphans(int tasks, Instant until) {}

  private final List<Orphans> orphans = new ArrayList<>();
  private final List<Orphans> uncertain = new ArrayList<>();
  private final List<Postponed> postponed = new ArrayList<>();
  private long cameAgain;
  private long perhapsCameAgain;

  /**
   * A worker is gone, which may have renewed its leases until now. What it ran when it was last
   * heard has ended since, one way or the other, if that was longer ago than a lease. Of one that
   * was told to stop nobody knows whether its last tasks ended, and with them the pod, or whether
   * it was killed when its time was over; but no more of them can have ended than time was for.
   */
  void vanished(WorkerReport last, Instant heard, Instant now) {
    var lease = lease(last);
    if (!heard.plus(lease).isBefore(now)) {
      var open = last.draining() ? mayHaveEnded(last, Seconds.between(heard, now)) : 0;
      var until = now.plus(lease).plus(MARGIN);
      add(uncertain, open, until);
      add(orphans, last.busy() - open, until);
    }
    last.postponed().ifPresent(postponed::add);
    while (orphans.size() > MOST) {
      cameAgain += orphans.remove(0).tasks();
    }
    while (uncertain.size() > MOST) {
      perhapsCameAgain += uncertain.remove(0).tasks();
    }
    while (postponed.size() > MOST) {
      postponed.remove(0);
    }
  }

  /** Whether what a worker had in hand when it was last heard is leased no more, if it is dead. */
  static boolean isOver(WorkerReport last, Instant heard, Instant now) {
    return heard.plus(lease(last)).plus(MARGIN).isBefore(now);
  }

  private static Duration lease(WorkerReport report) {
    return Duration.ofMillis((long) (1000 * report.leaseSeconds()));
  }

  /**
   * A worker is taken for dead, whose leases are over: Pub/Sub delivers again what it ran. What it
   * gave back for later is still told of.
   */
  void lost(WorkerReport last) {
    comesAgain(last, 1);
  }

  /** It was only cut off, and tells itself what has become of what it ran. */
  void found(WorkerReport last) {
    comesAgain(last, -1);
  }

  private void comesAgain(WorkerReport last, int times) {
    var open = last.draining() ? mayHaveEnded(last, 0) : 0;
    perhapsCameAgain += times * open;
    cameAgain += times * (last.busy() - open);
  }

  private static void add(List<Orphans> some, int tasks, Instant until) {
    if (tasks > 0) {
      some.add(new Orphans(tasks, until));
    }
  }

  /**
   * What may have ended in the seconds since a worker was heard: the task with which it went, and
   * as many others as ended in such a time before, by what its tasks took so far.
   */
  private static int mayHaveEnded(WorkerReport last, double seconds) {
    var busySeconds = last.busySeconds().orElse(0);
    if (busySeconds <= 0) {
      return last.busy();
    }
    var taskSeconds = busySeconds / (last.taskSeconds().count() + 1);
    return (int) Math.min(last.busy(), 1 + Math.round(last.busy() * seconds / taskSeconds));
  }

  /** Moves on to {@code now}. */
  void advance(Instant now) {
    cameAgain += free(orphans, now);
    perhapsCameAgain += free(uncertain, now);
    postponed.removeIf(some -> !some.last().isAfter(now));
  }

  /** Takes out what is leased no more. */
  private static int free(List<Orphans> some, Instant now) {
    if (some.isEmpty()) {
      return 0;
    }
    var free = some.stream().filter(one -> !one.until().isAfter(now)).toList();
    some.removeAll(free);
    return sum(free);
  }

  private static int sum(List<Orphans> some) {
    return some.stream().mapToInt(Orphans::tasks).sum();
  }

  /** Orphans that Pub/Sub has delivered again by now: nobody else counts their return. */
  long cameAgain() {
    return cameAgain;
  }

  /** What Pub/Sub has delivered again by now, unless the pods that are gone had ended it. */
  long perhapsCameAgain() {
    return perhapsCameAgain;
  }

  /**
   * What is still to come.
   *
   * @param living what pods say that are there
   */
  Outstanding outstanding(List<Postponed> living, Instant now) {
    if (orphans.isEmpty() && uncertain.isEmpty() && postponed.isEmpty() && living.isEmpty()) {
      return Outstanding.NONE;
    }
    var all = Stream.concat(postponed.stream(), living.stream()).toList();
    return new Outstanding(
        sum(orphans),
        sum(uncertain),
        (int)
            Math.min(
                Integer.MAX_VALUE,
                all.stream().mapToLong(some -> some.count() - due(some, now)).sum()),
        Stream.concat(
                uncertain.stream().map(Orphans::until),
                all.stream().flatMap(some -> next(some, now).stream()))
            .min(Instant::compareTo));
  }

  private static long due(Postponed some, Instant now) {
    if (now.isBefore(some.next())) {
      return 0;
    }
    if (!now.isBefore(some.last())) {
      return some.count();
    }
    var share =
        (double) Duration.between(some.next(), now).toMillis()
            / Duration.between(some.next(), some.last()).toMillis();
    return 1 + (long) (share * (some.count() - 1));
  }

  private static Optional<Instant> next(Postponed some, Instant now) {
    var due = due(some, now);
    if (due >= some.count()) {
      return Optional.empty();
    }
    var until = Duration.between(some.next(), some.last()).multipliedBy(due);
    return Optional.of(some.next().plus(until.dividedBy(Math.max(1, some.count() - 1))));
  }
}
