package dev.taskworkers.operator.scaling.learning;

import dev.taskworkers.operator.scaling.signals.Arrivals;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.scaling.signals.Pods;
import dev.taskworkers.operator.scaling.signals.Service;
import dev.taskworkers.operator.scaling.units.Seconds;
import java.time.Duration;
import java.time.Instant;

/**
 * What a pool has taught: the mean duration of a task, by two means that forget half of their
 * evidence in 10 minutes.
 *
 * @param measured durations that workers reported
 * @param modelled durations that samples imply, for the time when no worker reports
 * @param modelledAt sample time up to which {@code modelled} has learned
 */
public record Learned(Mean measured, Mean modelled, Instant modelledAt) {
  /**
   * Begin high, with the weight of a few tasks: a guess that is twice too long costs pods for a
   * minute or two, one that is twice too short costs waiting.
   */
  private static final double FIRST_GUESS_SECONDS = 10;

  private static final double FIRST_GUESS_TASKS = 5;

  /** Samples are a minute apart, and pods come and go every few seconds. */
  private static final double SAMPLE_SECONDS = 60;

  private static final int PARTS = 12;

  /** A mean of few samples errs to both sides; too short costs waiting, too long a few pods. */
  private static final double STANDARD_ERRORS = 0.5;

  private static final double LARGEST_DOUBT = 0.15;

  /** Standard deviations of a Poisson count that are nothing but chance. */
  private static final double CHANCE = 2.5;

  private static final Duration FIRST_START = Duration.ofSeconds(25);

  public static final Learned NOTHING =
      new Learned(
          Mean.NONE,
          new Mean(FIRST_GUESS_SECONDS * FIRST_GUESS_TASKS, FIRST_GUESS_TASKS),
          Instant.EPOCH);

  /**
   * What an earlier operator had learned, with the weight of a few tasks: better than the first
   * guess, and soon outweighed.
   *
   * @param reported whether its workers report
   */
  public static Learned earlier(Duration task, boolean reported, Instant now) {
    var sum = FIRST_GUESS_TASKS * Seconds.of(task);
    // What samples taught was told with its doubt, which must not grow with each new operator.
    var certain = sum / (1 + LARGEST_DOUBT);
    return reported
        ? new Learned(new Mean(sum, FIRST_GUESS_TASKS), NOTHING.modelled, NOTHING.modelledAt)
        : new Learned(Mean.NONE, new Mean(certain, FIRST_GUESS_TASKS), now);
  }

  /** Learns from the durations that finished between two ticks. */
  public Learned measured(Service before, Service now, double elapsedSeconds) {
    var count = Math.max(0, now.timed() - before.timed());
    var seconds = Math.max(0, now.taskSeconds() - before.taskSeconds());
    return new Learned(
        measured.faded(elapsedSeconds).plus(seconds, (double) count), modelled, modelledAt);
  }

  /**
   * Learns from two samples when nobody reports: what was running between them, min(B, slots),
   * times the time went into the (arrivals − ΔB) tasks that ended. Where slots are free that is
   * Little's law; where all are busy, what the slots get done. Between the samples their number is
   * taken to have changed evenly, and where more came early than by chance, these to have ended
   * evenly: a batch that came and went between two samples is not taken for tasks that need no
   * time.
   */
  public Learned modelled(Backlog backlog, Arrivals arrivals, History history, int slotsPerPod) {
    var samples = backlog.samples();
    if (samples.size() < 2 || backlog.fix().isEmpty()) {
      return this;
    }
    var stuck = Undeliverable.of(backlog, arrivals);
    if (stuck.messages() > 0) {
      var turning = new Mean(stuck.tasks() * stuck.taskSeconds(), stuck.tasks());
      return new Learned(measured, turning, samples.get(samples.size() - 1).at());
    }
    var first = samples.get(samples.size() - 2);
    var second = samples.get(samples.size() - 1);
    var elapsed = Seconds.between(first.at(), second.at());
    var arrived = arrivals.between(first.at(), second.at());
    if (!second.at().isAfter(modelledAt) || elapsed <= 0 || !(arrived > 0)) {
      return this;
    }
    var old = modelled.faded(elapsed);
    var ended = arrived - (second.undelivered() - first.undelivered());
    if (ended <= 0) {
      return new Learned(measured, old, second.at());
    }
    double busy = 0;
    for (var i = 0; i < PARTS; i++) {
      var share = (i + 0.5) / PARTS;
      var at = first.at().plusMillis(Math.round(1000 * share * elapsed));
      var tasks =
          first.undelivered()
              + share * (second.undelivered() - first.undelivered())
              + early(arrivals.between(first.at(), at), arrived, share);
      var slots = history.at(at).map(tick -> tick.ready() * slotsPerPod).orElse(0);
      busy += Math.max(0, Math.min(tasks, slots)) * elapsed / PARTS;
    }
    return new Learned(measured, old.plus(busy, ended), second.at());
  }

  /**
   * How many more tasks had come by a part of the time than if all had come evenly; 0 while chance
   * explains it.
   */
  private static double early(double come, double all, double share) {
    var more = come - share * all;
    return more > CHANCE * Math.sqrt(all * share * (1 - share) + 1) ? more : 0;
  }

  /** Whether any task was timed by a worker. */
  public boolean isMeasured() {
    return measured.weight() > 0;
  }

  /**
   * Whether the duration is more than a first guess.
   *
   * @param reported whether the workers' reports stand for the pool
   */
  public boolean isKnown(boolean reported) {
    return isMeasured() || !reported && !modelledAt.equals(Instant.EPOCH);
  }

  /**
   * Mean duration of a task, seconds; more than 0. While none has ended, at least what the longest
   * running one has taken.
   */
  public double taskSeconds(boolean reported, Duration oldestInFlight) {
    if (isMeasured()) {
      return measured.value();
    }
    return reported ? Math.max(FIRST_GUESS_SECONDS, Seconds.of(oldestInFlight)) : modelledSeconds();
  }

  /**
   * The mean and half its standard error. What a sample sees running is a Poisson number, so n
   * tasks seen in all samples tell the mean to one part in √n. The first guess is high as it is.
   */
  private double modelledSeconds() {
    if (modelledAt.equals(Instant.EPOCH)) {
      return modelled.value();
    }
    var seen = modelled.sum() / SAMPLE_SECONDS;
    return modelled.value() * (1 + Math.min(LARGEST_DOUBT, STANDARD_ERRORS / Math.sqrt(seen)));
  }

  /** Time from asking for a pod to its being ready: the 80th percentile of the last ones. */
  public static Duration timeToReady(Pods pods) {
    var sorted = pods.timesToReady().stream().sorted().toList();
    return sorted.isEmpty()
        ? FIRST_START
        : sorted.get(Math.min(sorted.size() - 1, (int) Math.floor(0.8 * sorted.size())));
  }
}
