package dev.taskworkers.operator.scaling.reckoning;

import dev.taskworkers.operator.scaling.signals.Arrivals;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.scaling.signals.Backlog.Sample;
import dev.taskworkers.operator.scaling.signals.Pods;
import dev.taskworkers.operator.scaling.signals.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a pool has taught: the mean duration of a task, as a mean that forgets half of its evidence
 * in 10 minutes.
 *
 * @param sum decayed sum of durations, seconds
 * @param weight decayed number of them; 0 while nothing was measured
 * @param modelled the duration that samples imply, seconds, when no worker reports
 * @param modelledAt sample time up to which {@code modelled} has learned
 */
public record Learned(double sum, double weight, double modelled, Instant modelledAt) {
  private static final double HALF_LIFE_SECONDS = 600;

  /**
   * Begin high: a guess that is twice too long costs pods for a minute or two, one that is twice
   * too short costs waiting.
   */
  private static final double FIRST_GUESS_SECONDS = 10;

  /** A few extreme tasks must not move the mean of many by more than this factor at once. */
  private static final double WINSOR = 4;

  private static final double ENOUGH_TO_WINSORISE = 20;
  private static final double LARGEST_STEP = 3;
  private static final Duration FIRST_START = Duration.ofSeconds(25);

  public static final Learned NOTHING = new Learned(0, 0, FIRST_GUESS_SECONDS, Instant.EPOCH);

  /** Learns from the durations that finished between two ticks. */
  public Learned measured(Service before, Service now, double elapsedSeconds) {
    var keep = Math.pow(0.5, elapsedSeconds / HALF_LIFE_SECONDS);
    var count = Math.max(0, now.timed() - before.timed());
    var seconds = Math.max(0, now.taskSeconds() - before.taskSeconds());
    if (count == 0) {
      return new Learned(sum * keep, weight * keep, modelled, modelledAt);
    }
    if (weight > ENOUGH_TO_WINSORISE) {
      var mean = sum / weight;
      seconds = Math.min(Math.max(seconds, count * mean / WINSOR), count * mean * WINSOR);
    }
    return new Learned(sum * keep + seconds, weight * keep + count, modelled, modelledAt);
  }

  /**
   * Learns from two samples when nobody reports. Both above 1.3 times the slots: all slots were
   * busy between them, so S = slots-seconds / (arrivals − ΔB). Both below 0.9 times the slots:
   * nothing waited, so Little's law holds, S = B / λ. At most a factor of 3 at a time.
   */
  public Learned modelled(Backlog backlog, Arrivals arrivals, History history, int slotsPerPod) {
    var samples = backlog.samples();
    if (samples.size() < 2 || backlog.fix().isEmpty()) {
      return this;
    }
    var first = samples.get(samples.size() - 2);
    var second = samples.get(samples.size() - 1);
    if (!second.at().isAfter(modelledAt)) {
      return this;
    }
    var implied = implied(first, second, arrivals, history, slotsPerPod);
    var next =
        implied.map(s -> Math.min(Math.max(s, modelled / LARGEST_STEP), modelled * LARGEST_STEP));
    return new Learned(sum, weight, next.orElse(modelled), second.at());
  }

  private static Optional<Double> implied(
      Sample first, Sample second, Arrivals arrivals, History history, int slotsPerPod) {
    var elapsed = Seconds.between(first.at(), second.at());
    var arrived = arrivals.between(first.at(), second.at());
    var slotsFirst = slots(history, first.at(), slotsPerPod);
    var slotsSecond = slots(history, second.at(), slotsPerPod);
    if (elapsed <= 0 || !(arrived > 0) || slotsFirst == 0 || slotsSecond == 0) {
      return Optional.empty();
    }
    if (first.undelivered() > 1.3 * slotsFirst && second.undelivered() > 1.3 * slotsSecond) {
      var served = arrived - (second.undelivered() - first.undelivered());
      return served <= 0
          ? Optional.empty()
          : Optional.of((slotsFirst + slotsSecond) / 2.0 * elapsed / served);
    }
    if (first.undelivered() < 0.9 * slotsFirst && second.undelivered() < 0.9 * slotsSecond) {
      var inSystem = (first.undelivered() + second.undelivered()) / 2.0;
      return inSystem == 0 ? Optional.empty() : Optional.of(inSystem * elapsed / arrived);
    }
    return Optional.empty();
  }

  private static int slots(History history, Instant at, int slotsPerPod) {
    return history.at(at).map(tick -> tick.ready() * slotsPerPod).orElse(0);
  }

  /** Whether any task was timed by a worker. */
  public boolean isMeasured() {
    return weight > 0;
  }

  /**
   * Mean duration of a task, seconds; more than 0. While none has ended, at least what the longest
   * running one has taken.
   */
  public double taskSeconds(boolean reported, Duration oldestInFlight) {
    if (isMeasured()) {
      return Math.max(1e-3, sum / weight);
    }
    return reported ? Math.max(FIRST_GUESS_SECONDS, Seconds.of(oldestInFlight)) : modelled;
  }

  /** Time from asking for a pod to its being ready: the 80th percentile of the last ones. */
  public static Duration timeToReady(Pods pods) {
    var sorted = pods.timesToReady().stream().sorted().toList();
    return sorted.isEmpty()
        ? FIRST_START
        : sorted.get(Math.min(sorted.size() - 1, (int) Math.floor(0.8 * sorted.size())));
  }
}
