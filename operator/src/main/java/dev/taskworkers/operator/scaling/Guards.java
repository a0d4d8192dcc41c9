package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.reckoning.Reckoning;
import dev.taskworkers.operator.scaling.signals.Observation;
import dev.taskworkers.operator.scaling.signals.Service;
import dev.taskworkers.operator.scaling.units.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Freezes growth where more pods would not help; never shrinks. */
final class Guards {
  private static final Duration FAILING_WINDOW = Duration.ofMinutes(2);
  private static final int FAILING_TASKS = 20;
  private static final double FAILING_SHARE = 0.5;
  private static final Duration SLOW_START = Duration.ofMinutes(2);

  private final Observation seen;
  private final Memory memory;
  private final Reckoning reckoning;
  private final Instant now;

  Guards(Observation seen, Memory memory, Reckoning reckoning, Instant now) {
    this.seen = seen;
    this.memory = memory;
    this.reckoning = reckoning;
    this.now = now;
  }

  /** Why a pool of {@code desired} pods must not grow, if anything speaks against it. */
  Optional<Step> against(int desired) {
    return failing(desired)
        .or(() -> noRoom(desired))
        .or(() -> neverReady(desired))
        .or(this::noGain);
  }

  private Optional<Step> failing(int desired) {
    var from = now.minus(FAILING_WINDOW);
    var history = memory.track().history();
    var failed = history.grown(Service::failed, from, now);
    var finished = history.grown(Service::finished, from, now);
    return finished >= FAILING_TASKS && failed > FAILING_SHARE * finished
        ? Optional.of(
            Step.of(
                desired,
                Reason.TASKS_FAILING,
                Math.round(failed)
                    + " of "
                    + Math.round(finished)
                    + " tasks failed in the last 2 min, so the pool does not grow"))
        : Optional.empty();
  }

  private Optional<Step> noRoom(int desired) {
    var pods = seen.pods();
    return pods.unschedulable() > 0
        ? Optional.of(
            Step.of(
                desired,
                Reason.NO_ROOM,
                Words.pods(pods.unschedulable())
                    + " of "
                    + desired
                    + " can't be placed on any node, so no more are asked for"))
        : Optional.empty();
  }

  /**
   * Most pods that were asked for long ago are not there yet: something keeps them from starting.
   */
  private Optional<Step> neverReady(int desired) {
    var twice = Duration.ofMillis((long) (2000 * reckoning.timeToReadySeconds()));
    var since = twice.compareTo(SLOW_START) > 0 ? twice : SLOW_START;
    var asked = memory.fewestDesiredSince(now.minus(since), 0);
    return memory.track().since().isBefore(now.minus(since)) && 2 * seen.pods().ready() < asked
        ? Optional.of(
            Step.of(
                desired,
                Reason.NO_ROOM,
                "only "
                    + Words.pods(seen.pods().ready())
                    + " of "
                    + asked
                    + " became ready within "
                    + Words.duration(since)
                    + ", so no more are asked for"))
        : Optional.empty();
  }

  private Optional<Step> noGain() {
    return memory
        .upStep()
        .flatMap(step -> step.refuted(memory.track().history(), seen.pods().ready(), now))
        .map(why -> Step.of(seen.pods().desired(), Reason.NO_GAIN, why));
  }
}
