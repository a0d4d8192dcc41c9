package dev.taskworkers.operator.scaling.steps;

import dev.taskworkers.operator.scaling.memory.Memory;
import dev.taskworkers.operator.scaling.units.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Freezes growth where more pods would not help; never shrinks. */
final class Guards {
  private static final Duration SLOW_START = Duration.ofMinutes(2);

  private final Situation situation;
  private final int desired;
  private final Memory memory;
  private final Instant now;

  Guards(Situation situation) {
    this.situation = situation;
    this.desired = situation.desired();
    this.memory = situation.memory();
    this.now = situation.now();
  }

  /** Why the pool must not grow, if anything speaks against it. */
  Optional<Step> against() {
    return failing().or(this::noRoom).or(this::neverReady).or(this::noGain);
  }

  private Optional<Step> failing() {
    var failures = Failures.in(memory.track().history(), now);
    return failures.areMost()
        ? Optional.of(
            Step.of(
                desired, Reason.TASKS_FAILING, failures.words() + ", so the pool does not grow"))
        : Optional.empty();
  }

  private Optional<Step> noRoom() {
    var pods = situation.seen().pods();
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
  private Optional<Step> neverReady() {
    var twice = Duration.ofMillis((long) (2000 * situation.reckoning().timeToReadySeconds()));
    var since = twice.compareTo(SLOW_START) > 0 ? twice : SLOW_START;
    var asked = memory.fewestDesiredSince(now.minus(since), 0);
    return memory.track().since().isBefore(now.minus(since))
            && 2 * situation.seen().pods().ready() < asked
        ? Optional.of(
            Step.of(
                desired,
                Reason.NO_ROOM,
                "only "
                    + Words.pods(situation.seen().pods().ready())
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
        .flatMap(
            step -> step.refuted(memory.track().history(), situation.seen().pods().ready(), now))
        .map(why -> Step.of(desired, Reason.NO_GAIN, why));
  }
}
