package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.learning.Track;
import dev.taskworkers.operator.scaling.reckoning.UpStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a pool's decisions remember from one to the next.
 *
 * @param track what reckoning remembers; it begins with the pool, or with a new leader
 * @param demands the pods that each of the last decisions needed, oldest first
 * @param probedAt the last upward probe
 * @param upStep a step up that is watched for what it brings
 */
public record Memory(
    Track track, List<Demanded> demands, Optional<Instant> probedAt, Optional<UpStep> upStep) {

  /** The longest hold time is 5 min. */
  private static final Duration LENGTH = Duration.ofMinutes(5);

  public Memory {
    demands = List.copyOf(demands);
  }

  /** What one decision needed, and how many pods were asked for when it was taken. */
  public record Demanded(Instant at, int needed, int desired) {}

  /** A memory with nothing in it. */
  public static Memory startingAt(Instant now) {
    return new Memory(Track.startingAt(now), List.of(), Optional.empty(), Optional.empty());
  }

  Memory withTrack(Track continued) {
    return new Memory(continued, demands, probedAt, upStep);
  }

  Memory withDemand(Demanded demanded) {
    var oldest = demanded.at().minus(LENGTH);
    var kept = new ArrayList<Demanded>(demands.size() + 1);
    for (var earlier : demands) {
      if (earlier.at().isBefore(demanded.at()) && !earlier.at().isBefore(oldest)) {
        kept.add(earlier);
      }
    }
    kept.add(demanded);
    return new Memory(track, kept, probedAt, upStep);
  }

  Memory withProbeAt(Instant now) {
    return new Memory(track, demands, Optional.of(now), upStep);
  }

  Memory withUpStep(Optional<UpStep> watched) {
    return new Memory(track, demands, probedAt, watched);
  }

  /** The most pods that any decision in [from, now] needed; 0 without any. */
  int mostNeededSince(Instant from) {
    var most = 0;
    for (var i = demands.size() - 1; i >= 0 && !demands.get(i).at().isBefore(from); i--) {
      most = Math.max(most, demands.get(i).needed());
    }
    return most;
  }

  /** The fewest pods that were asked for in [from, now], or {@code desired} without any. */
  int fewestDesiredSince(Instant from, int desired) {
    var fewest = Integer.MAX_VALUE;
    for (var i = demands.size() - 1; i >= 0 && !demands.get(i).at().isBefore(from); i--) {
      fewest = Math.min(fewest, demands.get(i).desired());
    }
    return fewest == Integer.MAX_VALUE ? desired : fewest;
  }
}
