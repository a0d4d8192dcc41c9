package dev.taskworkers.operator.scaling.memory;

import dev.taskworkers.operator.scaling.learning.Learned;
import dev.taskworkers.operator.scaling.learning.Track;
import dev.taskworkers.operator.scaling.reckoning.UpStep;
import dev.taskworkers.operator.scaling.signals.Backlog.Sample;
import dev.taskworkers.operator.scaling.units.Recent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a pool's decisions remember from one to the next.
 *
 * @param track what reckoning remembers; it begins with the pool, or with a new leader
 * @param decided what each of the last decisions found, oldest first
 * @param probedAt the last upward probe
 * @param upStep a step up that is watched for what it brings
 * @param blindSince since when nothing has told what is there
 * @param drift how far off the reckoning was when the newest sample was taken
 */
public record Memory(
    Track track,
    List<Decided> decided,
    Optional<Instant> probedAt,
    Optional<UpStep> upStep,
    Optional<Instant> blindSince,
    Optional<Drift> drift) {

  /** The longest hold time, and the age of a sample when it is replaced. */
  private static final Duration LENGTH = Duration.ofMinutes(5);

  public Memory {
    decided = List.copyOf(decided);
  }

  /**
   * What one decision found.
   *
   * @param needed pods that it called for
   * @param desired pods that were asked for when it was taken
   * @param tasks that waited or ran, as reckoned
   */
  public record Decided(Instant at, int needed, int desired, double tasks) {}

  /** A memory with nothing in it. */
  public static Memory startingAt(Instant now) {
    return startingAt(now, Learned.NOTHING);
  }

  /** A memory with nothing in it but what was learned before. */
  public static Memory startingAt(Instant now, Learned before) {
    return new Memory(
        Track.startingAt(now, before),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Memory withTrack(Track continued) {
    return new Memory(continued, decided, probedAt, upStep, blindSince, drift);
  }

  /** With one more decision; those older than 5 min, or {@code atLeast}, are forgotten. */
  public Memory withDecided(Decided newest, Duration atLeast) {
    var oldest = newest.at().minus(atLeast.compareTo(LENGTH) > 0 ? atLeast : LENGTH);
    var kept = Recent.with(decided, newest, Decided::at, oldest);
    return new Memory(track, kept, probedAt, upStep, blindSince, drift);
  }

  public Memory withProbeAt(Instant now) {
    return new Memory(track, decided, Optional.of(now), upStep, blindSince, drift);
  }

  public Memory withUpStep(Optional<UpStep> watched) {
    return new Memory(track, decided, probedAt, watched, blindSince, drift);
  }

  /** With the begin of not knowing, as long as that lasts. */
  public Memory withSight(boolean blind, Instant now) {
    var since = blind ? blindSince.or(() -> Optional.of(now)) : Optional.<Instant>empty();
    return new Memory(track, decided, probedAt, upStep, since, drift);
  }

  /** With what {@code newest} says about the reckoning of its time. */
  public Memory withSample(Optional<Sample> newest) {
    var found = newest.flatMap(sample -> Drift.next(drift, sample, decided));
    return new Memory(track, decided, probedAt, upStep, blindSince, found.or(() -> drift));
  }

  /** Whether what was decided so long ago is still remembered. */
  public boolean reaches(Duration ago) {
    return ago.compareTo(LENGTH) <= 0;
  }

  /** The most pods that any decision in [from, now] needed, or {@code otherwise} without any. */
  public int mostNeededSince(Instant from, int otherwise) {
    return since(from).mapToInt(Decided::needed).max().orElse(otherwise);
  }

  /** The fewest pods that any decision in [from, now] needed, or {@code otherwise} without any. */
  public int fewestNeededSince(Instant from, int otherwise) {
    return since(from).mapToInt(Decided::needed).min().orElse(otherwise);
  }

  /** The most pods that were asked for in [from, now], or {@code otherwise} without any. */
  public int mostDesiredSince(Instant from, int otherwise) {
    return since(from).mapToInt(Decided::desired).max().orElse(otherwise);
  }

  /** The fewest pods that were asked for in [from, now], or {@code otherwise} without any. */
  public int fewestDesiredSince(Instant from, int otherwise) {
    return since(from).mapToInt(Decided::desired).min().orElse(otherwise);
  }

  private Stream<Decided> since(Instant from) {
    var first = decided.size();
    while (first > 0 && !decided.get(first - 1).at().isBefore(from)) {
      first--;
    }
    return decided.subList(first, decided.size()).stream();
  }
}
