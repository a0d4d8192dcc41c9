package dev.taskworkers.operator.signals.workers;

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
  private final List<Postponed> postponed = new ArrayList<>();
  private long cameAgain;

  /**
   * A worker is gone, which may have renewed its leases until now. What it ran when it was last
   * heard has ended since, one way or the other, if that was longer ago than a lease, or if it was
   * leaving in good order.
   */
  void vanished(WorkerReport last, Instant heard, Instant now) {
    var lease = Duration.ofMillis((long) (1000 * last.leaseSeconds()));
    if (last.busy() > 0 && !last.draining() && !heard.plus(lease).isBefore(now)) {
      orphans.add(new Orphans(last.busy(), now.plus(lease).plus(MARGIN)));
    }
    last.postponed().ifPresent(postponed::add);
    while (orphans.size() > MOST) {
      cameAgain += orphans.remove(0).tasks();
    }
    while (postponed.size() > MOST) {
      postponed.remove(0);
    }
  }

  /** Moves on to {@code now}. */
  void advance(Instant now) {
    orphans.removeIf(
        some -> {
          var free = !some.until().isAfter(now);
          cameAgain += free ? some.tasks() : 0;
          return free;
        });
    postponed.removeIf(some -> !some.last().isAfter(now));
  }

  /** Orphans that Pub/Sub has delivered again by now: nobody else counts their return. */
  long cameAgain() {
    return cameAgain;
  }

  /**
   * What is still to come.
   *
   * @param living what pods say that are there
   */
  Outstanding outstanding(List<Postponed> living, Instant now) {
    var all = Stream.concat(postponed.stream(), living.stream()).toList();
    return new Outstanding(
        orphans.stream().mapToInt(Orphans::tasks).sum(),
        (int)
            Math.min(
                Integer.MAX_VALUE,
                all.stream().mapToLong(some -> some.count() - due(some, now)).sum()),
        all.stream().flatMap(some -> next(some, now).stream()).min(Instant::compareTo));
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
    if (now.isBefore(some.next())) {
      return Optional.of(some.next());
    }
    return now.isBefore(some.last()) ? Optional.of(some.last()) : Optional.empty();
  }
}
