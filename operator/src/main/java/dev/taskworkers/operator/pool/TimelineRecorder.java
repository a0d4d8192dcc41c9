// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.pool.timeline.Distributions;
import dev.taskworkers.operator.pool.timeline.LastHour;
import dev.taskworkers.operator.pool.timeline.Measure;
import dev.taskworkers.operator.pool.timeline.Moment;
import dev.taskworkers.operator.pool.timeline.PoolTimeline;
import dev.taskworkers.operator.pool.timeline.Trouble;
import dev.taskworkers.operator.scaling.Failures;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.signals.workers.WorkCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes down each look at a pool; used by one thread at a time, its timeline by many. */
final class TimelineRecorder {
  /** What ended in less than this is too little for a rate. */
  private static final Duration LEAST = Duration.ofSeconds(4);

  private final PoolTimeline timeline = new PoolTimeline();
  private final LastHour hour = new LastHour();
  private final PoolFailures failures = new PoolFailures();
  private final Distributions distributions = new Distributions(PoolMetrics.LIMITS.size() + 1);
  private Optional<Counted> last = Optional.empty();

  /** What workers had counted at some time. */
  private record Counted(Instant at, long finished, WorkCounts work) {}

  PoolTimeline timeline() {
    return timeline;
  }

  LastHour hour() {
    return hour;
  }

  PoolFailures failures() {
    return failures;
  }

  Distributions distributions() {
    return distributions;
  }

  /**
   * Notes a look.
   *
   * @param work that workers have done so far
   */
  void add(PoolLook look, WorkCounts work) {
    var numbers = numbers(look);
    if (look.policy().workersReport() && isDue(look.at())) {
      var service = look.seen().observation().service();
      var now = new Counted(look.at(), service.finished(), work);
      last.ifPresent(before -> count(numbers, before, now));
      last = Optional.of(now);
    }
    var inventory = look.seen().inventory();
    failures.add(
        inventory.reports(),
        inventory.staying().stream().map(WorkerPod::name).collect(Collectors.toSet()),
        look.at());
    timeline.add(look.at(), new Moment(numbers, troubles(look)));
    note(look);
  }

  private void note(PoolLook look) {
    var estimate = look.decision().estimate();
    hour.add(
        look.at(),
        new LastHour.Step(
            estimate.arrivalRate(), estimate.waiting(), look.seen().inventory().staying().size()),
        from -> counted(look.seen().observation().arrivals(), (long) from));
  }

  private static double counted(Arrivals arrivals, long from) {
    return arrivals.listening()
        ? arrivals.between(
                Instant.ofEpochSecond(from), Instant.ofEpochSecond(from + LastHour.STEP_SECONDS))
            / LastHour.STEP_SECONDS
        : Double.NaN;
  }

  private boolean isDue(Instant now) {
    return last.filter(before -> before.at().plus(LEAST).isAfter(now)).isEmpty();
  }

  private void count(Map<Measure, Double> numbers, Counted before, Counted now) {
    var seconds = Duration.between(before.at(), now.at()).toMillis() / 1000.0;
    numbers.put(Measure.DONE, Math.max(0, now.finished() - before.finished()) / seconds);
    var waited = now.work().waits().minus(before.work().waits());
    var ran = now.work().runs().minus(before.work().runs());
    distributions.add(now.at(), waited.within(PoolMetrics.LIMITS), ran.within(PoolMetrics.LIMITS));
    if (waited.count() > 0) {
      numbers.put(Measure.WAIT_MEDIAN, waited.quantile(0.5));
      numbers.put(Measure.WAIT_P99, waited.quantile(0.99));
    }
  }

  static Map<Measure, Double> numbers(PoolLook look) {
    var seen = look.seen().observation();
    var decision = look.decision();
    var estimate = decision.estimate();
    var numbers = new EnumMap<Measure, Double>(Measure.class);
    numbers.put(Measure.ARRIVALS, estimate.arrivalRate());
    numbers.put(Measure.WAITING, estimate.waiting());
    numbers.put(Measure.RUNNING, estimate.running());
    numbers.put(Measure.WANTED, (double) decision.wanted());
    numbers.put(Measure.DESIRED, (double) decision.replicas());
    numbers.put(Measure.READY, (double) seen.pods().ready());
    if (seen.backlog().state() == Backlog.State.FRESH) {
      seen.backlog()
          .newest()
          .ifPresent(sample -> numbers.put(Measure.SAMPLED, (double) sample.undelivered()));
    }
    if (look.policy().workersReport()) {
      var slots = look.policy().slotsPerPod() * seen.pods().ready();
      numbers.put(Measure.BUSY, (double) Math.min(slots, look.slotsBusy()));
      numbers.put(Measure.SLOTS, (double) slots);
    }
    return numbers;
  }

  /** What is not as it should be. */
  static Set<Trouble> troubles(PoolLook look) {
    var seen = look.seen();
    var decision = look.decision();
    var troubles = EnumSet.noneOf(Trouble.class);
    if (seen.reporting().filter(reporting -> !reporting.silent().isEmpty()).isPresent()
        || decision.reason() == Reason.UNHEARD) {
      troubles.add(Trouble.WORKERS_UNHEARD);
    }
    if (!seen.arrivals().full() || decision.memory().track().crossCheck().distrusts()) {
      troubles.add(Trouble.ARRIVALS_NOT_COUNTED);
    }
    if (seen.observation().pods().unschedulable() > 0) {
      troubles.add(Trouble.UNSCHEDULABLE);
    }
    if (seen.backlog().backlog().state() != Backlog.State.FRESH && !Quiet.is(seen, decision)) {
      troubles.add(Trouble.SAMPLES_MISSING);
    }
    if (Failures.in(decision.memory().track().history(), look.at()).areMost()) {
      troubles.add(Trouble.TASKS_FAILING);
    }
    // Its reason is the same while nobody has looked at the subscription yet.
    if (decision.reason() == Reason.NOT_PULLABLE && seen.subscription().forbidsPulling()) {
      troubles.add(Trouble.NOT_PULLABLE);
    }
    return troubles;
  }
}
