// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Acknowledged;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a pool has taught: the mean duration of a task, by two means that forget half of their
 * evidence in 10 minutes.
 *
 * @param measured durations that workers reported
 * @param modelled durations that samples imply, for the time when no worker reports: it begins with
 *     what workers have told
 * @param modelledAt time up to which {@code modelled} has learned
 * @param pulls for how long a slot was free between two tasks while more waited
 * @param unended what ran since the last task was acknowledged, where that is what is known
 */
public record ServiceTimeEstimate(
    DecayingMean measured,
    DecayingMean modelled,
    Instant modelledAt,
    DecayingMean pulls,
    Unended unended) {
  /**
   * Begin high, with the weight of a few tasks: a guess that is twice too long costs pods for a
   * minute or two, one that is twice too short costs waiting.
   */
  private static final double FIRST_GUESS_SECONDS = 10;

  private static final double FIRST_GUESS_TASKS = 5;

  /** Samples are a minute apart, and pods come and go every few seconds. */
  private static final double SAMPLE_SECONDS = 60;

  /** Two samples that are further apart have one between them that may be shown later. */
  private static final Duration NEXT_SAMPLE = Duration.ofSeconds(90);

  /** Monitoring shows no sample later. */
  private static final Duration LATEST_SAMPLE = Duration.ofMinutes(5);

  /** Where slots are free for longer before each task, on average, they do not only pull. */
  private static final double LONGEST_PULL_SECONDS = 0.25;

  /** A mean of few samples errs to both sides; too short costs waiting, too long a few pods. */
  private static final double STANDARD_ERRORS = 0.5;

  private static final double LARGEST_DOUBT = 0.15;

  /** Tasks to which none come and that end so many times as fast as before were not run. */
  private static final double TIMES_AS_FAST = 4;

  private static final Duration FIRST_START = Duration.ofSeconds(25);

  /** So many times as many, or as long, are more than chance. */
  private static final int SEVERAL = 2;

  public static final ServiceTimeEstimate NOTHING =
      new ServiceTimeEstimate(
          DecayingMean.NONE,
          new DecayingMean(FIRST_GUESS_SECONDS * FIRST_GUESS_TASKS, FIRST_GUESS_TASKS),
          Instant.EPOCH,
          DecayingMean.NONE,
          Unended.NONE);

  public ServiceTimeEstimate {
    // A record that an earlier version has written does not tell.
    pulls = pulls == null ? DecayingMean.NONE : pulls;
    unended = unended == null ? Unended.NONE : unended;
  }

  /**
   * What an earlier operator had learned, with the weight of a few tasks: better than the first
   * guess, and soon outweighed.
   *
   * @param reported whether its workers report
   */
  public static ServiceTimeEstimate earlier(Duration task, boolean reported, Instant now) {
    var seconds = Seconds.of(task);
    var told = new DecayingMean(FIRST_GUESS_TASKS * seconds, FIRST_GUESS_TASKS);
    return new ServiceTimeEstimate(
        reported ? told : DecayingMean.NONE,
        withoutDoubt(seconds),
        now,
        DecayingMean.NONE,
        Unended.NONE);
  }

  /**
   * Learns from the durations that finished between two ticks. What workers tell is what samples go
   * on from once nobody can hear them.
   *
   * @param at the time of the later one
   */
  public ServiceTimeEstimate measured(
      Service before, Service now, double elapsedSeconds, Instant at) {
    var count = Math.max(0, now.timed() - before.timed());
    var seconds = Math.max(0, now.taskSeconds() - before.taskSeconds());
    var mean = measured.faded(elapsedSeconds).plus(seconds, (double) count);
    var pulled = pulled(before, now, elapsedSeconds);
    return mean.weight() > 0
        ? new ServiceTimeEstimate(mean, withoutDoubt(mean.value()), at, pulled, Unended.NONE)
        : new ServiceTimeEstimate(mean, modelled, modelledAt, pulled, unended);
  }

  /**
   * A mean with the weight of a few tasks, such that it is {@code seconds} with its doubt: that is
   * in what is known, and must not grow each time that this is taken over.
   */
  private static DecayingMean withoutDoubt(double seconds) {
    var sum = FIRST_GUESS_TASKS * seconds;
    return new DecayingMean(sum / (1 + doubt(sum)), FIRST_GUESS_TASKS);
  }

  /**
   * While tasks wait and no slot stays free, each that is free waits for a pull: Little's law tells
   * for how long. Where no task waits, slots wait for tasks; and how long those outside of the
   * slots have run nobody tells.
   */
  private DecayingMean pulled(Service before, Service now, double elapsedSeconds) {
    var started = now.started() - before.started();
    var waited = now.waitSeconds() - before.waitSeconds();
    var free = now.slots() * elapsedSeconds - (now.busySeconds() - before.busySeconds());
    var onlyPulls =
        before.freeSince().isEmpty()
            && now.freeSince().isEmpty()
            && before.slots() == now.slots()
            && before.outsideSlots() + now.outsideSlots() == 0
            && now.blocked() == 0
            && waited > Seconds.of(FreeSlots.LONGEST_PULL) * (now.waited() - before.waited())
            && free < started * LONGEST_PULL_SECONDS;
    return onlyPulls
        ? pulls.faded(elapsedSeconds).plus(Math.max(0, free), (double) started)
        : pulls;
  }

  /** What the pull for a task takes on top of its duration, seconds; 0 while unknown. */
  public double pullSeconds() {
    return pulls.weight() > 0 ? pulls.value() : 0;
  }

  /** Learns from samples when nobody reports. */
  public ServiceTimeEstimate modelled(
      Backlog backlog, Arrivals arrivals, History history, int slotsPerPod) {
    return counted(backlog, arrivals, history, slotsPerPod)
        .acknowledged(backlog, history, slotsPerPod);
  }

  /**
   * Learns from what was acknowledged where arrivals are not counted, by Little's law: the seconds
   * that tasks ran since one was acknowledged went into those that were acknowledged next.
   *
   * <p>How many run is known from a sample, which may have missed a batch that came and went: a
   * minute tells no more than the tasks that its samples saw. Where several times as many end in a
   * minute as ran, they are no longer than the minute, whatever was acknowledged or known before:
   * tasks that nobody could do for an hour are not tasks of an hour.
   */
  private ServiceTimeEstimate acknowledged(Backlog backlog, History history, int slotsPerPod) {
    var learned = this;
    for (var one : backlog.acknowledged()) {
      if (learned.isNews(one)) {
        var busy = Ran.busySeconds(one, backlog.samples(), history, slotsPerPod);
        learned = busy.isPresent() ? learned.with(one, busy.getAsDouble()) : learned;
      }
    }
    return learned;
  }

  private boolean isNews(Acknowledged one) {
    return !one.from().isBefore(modelledAt) && !one.from().isBefore(unended.until());
  }

  private ServiceTimeEstimate with(Acknowledged one, double busySeconds) {
    var learned = Unended.NONE.until(one.to());
    if (busySeconds <= 0) {
      return new ServiceTimeEstimate(measured, modelled, modelledAt, pulls, learned);
    }
    var alone = Unended.NONE.plus(busySeconds, one);
    var isShort = one.messages() > SEVERAL * alone.running();
    var ran = isShort ? alone : unended.plus(busySeconds, one);
    if (one.messages() == 0) {
      return new ServiceTimeEstimate(measured, modelled, modelledAt, pulls, ran);
    }
    var seen = Math.min(1, ran.running() / one.messages());
    var isRefuted = isShort && modelled.value() > SEVERAL * alone.seconds();
    var before = isRefuted ? DecayingMean.NONE : modelled.faded(ran.seconds());
    // Less than a task says nothing that the first guess didn't.
    var isTelling = isKnown(false) || seen * one.messages() >= 1;
    return new ServiceTimeEstimate(
        measured,
        before.plus(seen * ran.busySeconds(), seen * one.messages()),
        isTelling ? one.to() : modelledAt,
        pulls,
        learned);
  }

  /**
   * Learns from samples where arrivals are counted, from each and the next. Samples may be shown in
   * any order, and what is between two others is waited for: a burst that came and went in between
   * is seen by that one alone. What refutes all that is known needs none in between.
   */
  private ServiceTimeEstimate counted(
      Backlog backlog, Arrivals arrivals, History history, int slotsPerPod) {
    var samples = backlog.samples();
    if (samples.size() < 2 || backlog.anchor().isEmpty()) {
      return this;
    }
    var stuck = Undeliverable.of(backlog, arrivals);
    if (stuck.messages() > 0) {
      var turning = new DecayingMean(stuck.tasks() * stuck.taskSeconds(), stuck.tasks());
      return withModelled(turning, samples.get(samples.size() - 1).at());
    }
    var learned = this;
    for (var i = 1; i < samples.size(); i++) {
      var first = samples.get(i - 1);
      var second = samples.get(i);
      var isSeen = i == samples.size() - 1 || history.covers(first.at());
      if (isSeen && second.at().isAfter(learned.modelledAt)) {
        var mayMiss = oneBetweenMayCome(first, second, history);
        learned =
            (mayMiss ? learned : learned.modelled(first, second, arrivals, history, slotsPerPod))
                .unlessRefuted(samples.subList(0, i + 1), arrivals, history, slotsPerPod);
        if (mayMiss) {
          return learned;
        }
      }
    }
    return learned;
  }

  /**
   * What is known, or what pods did since a sample, where that refutes it as {@link BusyTime} has
   * it of reports. It is compared with the mean before these samples, because they would make the
   * mean itself so long that nothing could refute it. What was known from less than a task needs no
   * refutation.
   */
  private ServiceTimeEstimate unlessRefuted(
      List<Sample> samples, Arrivals arrivals, History history, int slotsPerPod) {
    var known = modelled;
    var before = modelled;
    var last = samples.get(samples.size() - 1);
    for (var i = samples.size() - 1; i > 0; i--) {
      var first = samples.get(i - 1);
      var second = samples.get(i);
      var ran = Ran.between(first, second, arrivals, history, slotsPerPod);
      if (ran.isEmpty() || !history.covers(first.at())) {
        break;
      }
      if (!second.at().isAfter(modelledAt)) {
        before = before.without(ran.get(), Seconds.between(second.at(), modelledAt));
      }
      var all = Ran.throughout(first, last, arrivals, history, slotsPerPod);
      var isRefuted =
          before.weight() <= 1
              || BusyTime.refutes(
                  before.value(),
                  all.busySeconds(),
                  all.ended(),
                  Seconds.between(first.at(), last.at()));
      if (isRefuted && all.busySeconds() > known.value() * (all.ended() + 1)) {
        known = new DecayingMean(all.busySeconds(), all.ended() + 1);
      }
    }
    return known == modelled ? this : withModelled(known, last.at());
  }

  private static boolean oneBetweenMayCome(Sample first, Sample second, History history) {
    return first.at().plus(NEXT_SAMPLE).isBefore(second.at())
        && history
            .last()
            .filter(tick -> second.at().plus(LATEST_SAMPLE).isAfter(tick.at()))
            .isPresent();
  }

  private ServiceTimeEstimate withModelled(DecayingMean mean, Instant at) {
    return new ServiceTimeEstimate(measured, mean, at, pulls, Unended.NONE);
  }

  /**
   * Learns from two samples: the seconds that tasks ran between them went into those that ended.
   * Where slots are free that is Little's law; where all are busy, what the slots get done. Where
   * no pod ran, nothing has ended: somebody has purged the subscription, or takes from it, too. To
   * a queue that was worked off between them, and to which nothing came, nobody knows when it
   * ended; and where nothing came, tasks that ended several times as fast as they did before were
   * purged or have expired.
   */
  private ServiceTimeEstimate modelled(
      Sample first, Sample second, Arrivals arrivals, History history, int slotsPerPod) {
    var old = modelled.faded(Seconds.between(first.at(), second.at()));
    return Ran.between(first, second, arrivals, history, slotsPerPod)
        .filter(ran -> ran.arrived() > 0 || second.undelivered() > 0 && ended(ran))
        .filter(ran -> ran.busySeconds() > 0)
        .map(ran -> withModelled(old.plus(ran.busySeconds(), ran.ended()), second.at()))
        .orElse(this);
  }

  private boolean ended(Ran ran) {
    var shortest = isKnown(false) ? modelled.value() / TIMES_AS_FAST : 0;
    return ran.ended() > 0 && ran.busySeconds() >= ran.ended() * shortest;
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
    if (!reported) {
      return unended.correct(modelledSeconds());
    }
    return isMeasured()
        ? measured.value()
        : Math.max(FIRST_GUESS_SECONDS, Seconds.of(oldestInFlight));
  }

  /**
   * The mean and half its standard error. What a sample sees running is a Poisson number, so n
   * tasks seen in all samples tell the mean to one part in √n. The first guess is high as it is.
   */
  private double modelledSeconds() {
    if (modelledAt.equals(Instant.EPOCH)) {
      return modelled.value();
    }
    return modelled.value() * (1 + doubt(modelled.sum()));
  }

  private static double doubt(double sum) {
    return Math.min(LARGEST_DOUBT, STANDARD_ERRORS / Math.sqrt(sum / SAMPLE_SECONDS));
  }

  /**
   * Time from asking for a pod to its being ready, such that more than four in five of the last
   * ones took no longer: the longest of up to five.
   */
  public static Duration timeToReady(Pods pods) {
    var sorted = pods.timesToReady().stream().sorted().toList();
    return sorted.isEmpty()
        ? FIRST_START
        : sorted.get(Math.min(sorted.size() - 1, (int) Math.floor(0.8 * sorted.size())));
  }
}
