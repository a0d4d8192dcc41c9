package dev.taskworkers.operator.scaling.learning;

import dev.taskworkers.operator.scaling.signals.Arrivals;
import dev.taskworkers.operator.scaling.signals.Backlog.Sample;
import dev.taskworkers.operator.scaling.signals.Observation;
import dev.taskworkers.operator.scaling.signals.Service;
import dev.taskworkers.operator.scaling.units.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What reckoning remembers of a pool.
 *
 * @param since when it began to watch
 * @param history what was seen in the last minutes, now included
 * @param learned how long tasks take
 * @param emptyAt the last time at which free slots proved that nothing waited
 * @param lastActivity the last arrival, start or running task that was seen
 */
public record Track(
    Instant since,
    History history,
    Learned learned,
    Optional<Instant> emptyAt,
    Optional<Instant> lastActivity) {

  /** What a pull with something to bring takes at most until a report tells of it. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

  /** Nothing is known yet. */
  public static Track startingAt(Instant now) {
    return new Track(now, History.EMPTY, Learned.NOTHING, Optional.empty(), Optional.empty());
  }

  /** This track, continued by what is seen now. */
  public Track after(Observation seen, int slotsPerPod, boolean reported, Instant now) {
    var extended =
        history.plus(new History.Tick(now, seen.pods().ready(), reported, seen.service()));
    return new Track(
        since,
        extended,
        learn(seen, extended, slotsPerPod, reported, now),
        provenEmptyAt(seen, extended, reported, now).or(() -> emptyAt),
        lastActivity(seen, reported, now));
  }

  private Learned learn(
      Observation seen, History extended, int slotsPerPod, boolean reported, Instant now) {
    if (!reported) {
      return learned.modelled(seen.backlog(), seen.arrivals(), extended, slotsPerPod);
    }
    return history
        .last()
        .map(
            last ->
                learned.measured(last.service(), seen.service(), Seconds.between(last.at(), now)))
        .orElse(learned);
  }

  /**
   * A slot has been free for so long while its worker was pulling that a waiting task would have
   * come: nothing waited when a pull must have been answered by now. Tasks that have just started
   * after a long wait say the contrary: then one worker's pulls are late or lost.
   */
  private Optional<Instant> provenEmptyAt(
      Observation seen, History extended, boolean reported, Instant now) {
    if (!reported || seen.pods().ready() == 0) {
      return Optional.empty();
    }
    var proven = seen.arrivals().listening() ? freeFor(LONGEST_ANSWER, seen, now) : freeTwice(seen);
    return proven.filter(at -> extended.meanWait(at, now) < Seconds.of(LONGEST_ANSWER));
  }

  /** Counts carry an old proof to now without error, so it may be a safe one. */
  private static Optional<Instant> freeFor(Duration time, Observation seen, Instant now) {
    var begin = now.minus(time);
    return seen.service().freeSince().filter(since -> !since.isAfter(begin)).map(since -> begin);
  }

  /** Without counts a proof must be new to be of use: a slot free at the last tick and free now. */
  private Optional<Instant> freeTwice(Observation seen) {
    return history
        .last()
        .filter(last -> last.service().freeSince().isPresent())
        .filter(last -> seen.service().freeSince().isPresent())
        .map(History.Tick::at);
  }

  private Optional<Instant> lastActivity(Observation seen, boolean reported, Instant now) {
    return Stream.of(
            lastActivity,
            lastArrival(seen.arrivals()),
            seen.arrivals().noticed(),
            reported ? lastRun(seen.service(), now) : lastBacklog(seen))
        .flatMap(Optional::stream)
        .max(Instant::compareTo);
  }

  private static Optional<Instant> lastArrival(Arrivals arrivals) {
    var counts = arrivals.perSecond();
    for (var i = counts.size() - 1; i >= 0; i--) {
      if (counts.get(i) > 0) {
        return Optional.of(Instant.ofEpochSecond(arrivals.firstSecond() + i));
      }
    }
    return Optional.empty();
  }

  private Optional<Instant> lastRun(Service service, Instant now) {
    var started = history.last().map(last -> service.started() > last.service().started());
    return service.busy() > 0 || started.orElse(service.started() > 0)
        ? Optional.of(now)
        : Optional.empty();
  }

  private static Optional<Instant> lastBacklog(Observation seen) {
    return seen.backlog().fix().filter(sample -> sample.undelivered() > 0).map(Sample::at);
  }
}
