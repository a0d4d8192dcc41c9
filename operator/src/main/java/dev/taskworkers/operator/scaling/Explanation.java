// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.estimate.UpStep;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Phrases;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Why a step asks for its pods: a reason and the numbers behind it. All that a decision can say
 * stands here, one alternative below the other; it is put into words only when somebody reads it. A
 * step that changes what another asked for holds the explanation of that one, too.
 */
public final class Explanation {
  private final Reason reason;

  /** Puts the numbers that it holds into words; one kind for each kind of explanation. */
  final Supplier<String> clause;

  private Explanation(Reason reason, Supplier<String> clause) {
    this.reason = reason;
    this.clause = clause;
  }

  /** The reason, for conditions, events and metrics. */
  public Reason reason() {
    return reason;
  }

  /** The numbers in words, to stand within a sentence. */
  String clause() {
    return clause.get();
  }

  /** The sentence of a decision that asks for {@code to} pods where {@code from} were asked for. */
  public String sentence(int from, int to) {
    return to == from
        ? "Stays at %s: %s.".formatted(to, clause())
        : "%s from %s to %s: %s.".formatted(to > from ? "Up" : "Down", from, to, clause());
  }

  /** Equal if reason and text are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Explanation that
        && reason == that.reason
        && clause().equals(that.clause());
  }

  @Override
  public int hashCode() {
    return clause().hashCode();
  }

  @Override
  public String toString() {
    return reason + ": " + clause();
  }

  /** For example {@code 15 of 20 tasks failed in the last 2 min}. */
  public static String failed(Failures failures) {
    return "%s of %s tasks failed in the last %s"
        .formatted(
            Math.round(failures.failed()),
            Math.round(failures.finished()),
            Phrases.duration(Failures.WINDOW));
  }

  // What arrives and what waits calls for.

  static Explanation arrivals(double perSecond, Capacity capacity, int pods) {
    return new Explanation(
        Reason.ARRIVALS,
        () ->
            "%s and each %s, so %s run at once; with room for chance that takes %s of %s%s"
                .formatted(
                    tasksArrive(perSecond),
                    capacity.taskTakes(),
                    Phrases.decimal(perSecond * capacity.taskSeconds()),
                    Phrases.pods(pods),
                    capacity.slots(),
                    capacity.isLimited() ? " that may start " + capacity.starts() + " each" : ""));
  }

  static Explanation fewArrivals(double perSecond, double waiting) {
    return new Explanation(
        Reason.ARRIVALS, () -> "%s and %s".formatted(tasksArrive(perSecond), tasksWait(waiting)));
  }

  /** Fewer pods than the arrivals or the queue would call for by themselves. */
  static Explanation aSlotForEach(
      Reason reason, double perSecond, double waiting, double inFlight, int pods) {
    return new Explanation(
        reason,
        () ->
            "%s, %s and %s; %s a slot for each task that is there or foreseen"
                .formatted(
                    tasksArrive(perSecond),
                    tasksWait(waiting),
                    tasksRun(inFlight),
                    pods == 1 ? "1 pod has" : pods + " pods have"));
  }

  static Explanation steady(Explanation demand) {
    return new Explanation(Reason.STEADY, () -> demand.clause());
  }

  static Explanation queue(
      double waiting, double perSecond, Capacity capacity, int pods, Duration drainWithin) {
    return new Explanation(
        Reason.BACKLOG,
        () ->
            "%s and %s; a task %s and a pod %s, so %s the queue within %s"
                .formatted(
                    tasksWait(waiting),
                    tasksArrive(perSecond),
                    capacity.taskTakes(),
                    capacity.isLimited()
                        ? "may start " + capacity.starts()
                        : "runs " + capacity.slotsPerPod() + " at once",
                    pods == 1 ? "1 pod clears" : pods + " pods clear",
                    Phrases.duration(drainWithin)));
  }

  static Explanation untimed(double waiting, double inFlight, int pods) {
    return new Explanation(
        Reason.BACKLOG,
        () ->
            "%s, %s and none was timed yet, so each gets a slot, which takes %s"
                .formatted(tasksWait(waiting), tasksRun(inFlight), Phrases.pods(pods)));
  }

  static Explanation rateLimit(Explanation demand, int pods) {
    return new Explanation(
        Reason.RATE_LIMIT,
        () ->
            "%s; %s can start all tasks that the pool's rate limit allows"
                .formatted(demand.clause(), Phrases.pods(pods)));
  }

  static Explanation orderingKeys(Explanation demand, int pods) {
    return new Explanation(
        Reason.ORDERING_KEYS,
        () ->
            ("%s; but tasks wait for others of their ordering key, and %s can run all that may"
                    + " run at once")
                .formatted(demand.clause(), Phrases.pods(pods)));
  }

  // More pods.

  static Explanation doubling(double waitedSeconds, Duration maxWait) {
    return new Explanation(
        Reason.DOUBLING,
        () ->
            ("all slots are busy and tasks have waited %s when they start, more than a third of"
                    + " %s, so the pool doubles")
                .formatted(Phrases.seconds(waitedSeconds), Phrases.duration(maxWait)));
  }

  static Explanation stalled(double waiting, Duration maxWait) {
    return new Explanation(
        Reason.BACKLOG,
        () ->
            "%s, all slots are busy, and none became free for %s because tasks take longer than before, so the pool does not wait for these slots"
                .formatted(tasksWait(waiting), Phrases.duration(maxWait)));
  }

  /**
   * @param most pods that the pool may begin with, where those are fewer than it needs
   */
  static Explanation scaleFromZero(Explanation demand, OptionalInt most) {
    return new Explanation(
        Reason.SCALE_FROM_ZERO,
        () ->
            most.isPresent()
                ? "%s; an empty pool begins with at most %s"
                    .formatted(demand.clause(), most.getAsInt())
                : demand.clause());
  }

  /**
   * @param counted whether arrivals are counted, so that it is the time of a task that is not known
   */
  static Explanation growthLimit(Explanation demand, boolean counted, int most) {
    return new Explanation(
        Reason.GROWTH_LIMIT,
        () ->
            "%s; while %s a pool grows to at most %s now"
                .formatted(
                    demand.clause(),
                    counted ? "no task was timed" : "arrivals are not counted",
                    most));
  }

  // No more pods, though they are called for.

  static Explanation tasksFailing(Failures failures) {
    return new Explanation(
        Reason.TASKS_FAILING, () -> "%s, so the pool does not grow".formatted(failed(failures)));
  }

  /**
   * @param noneReadyFor how long no pod has become ready; empty where they are just too many
   */
  static Explanation unplaced(int pods, int desired, Optional<Duration> noneReadyFor) {
    return new Explanation(
        Reason.UNSCHEDULABLE,
        () ->
            "%s of %s can't be placed on any node%s, so the operator asks for no more"
                .formatted(
                    Phrases.pods(pods),
                    desired,
                    noneReadyFor
                        .map(time -> ", and no other became ready for " + Phrases.duration(time))
                        .orElse("")));
  }

  /**
   * @param unplaced whether no node has room for some of those that are not ready
   * @param another whether one more is tried all the same
   */
  static Explanation notReady(
      int ready, int asked, Duration within, boolean unplaced, boolean another) {
    return new Explanation(
        unplaced ? Reason.UNSCHEDULABLE : Reason.PODS_NOT_READY,
        () ->
            another
                ? "the only pod is not ready, so the operator tries a second one"
                : "%s of %s that were asked for %s ago or earlier %s not ready, so the operator asks for no more"
                    .formatted(
                        Phrases.pods(asked - ready),
                        asked,
                        Phrases.duration(within),
                        asked - ready == 1 ? "is" : "are"));
  }

  static Explanation downstreamSaturated(UpStep.Refuted step) {
    return new Explanation(
        Reason.DOWNSTREAM_SATURATED,
        () ->
            ("from %s to %s the tasks done went from %s/s to %s/s and each takes %s instead of %s,"
                    + " so something that they depend on is saturated and the pool does not grow")
                .formatted(
                    Phrases.pods(step.before().ready()),
                    step.ready(),
                    Phrases.decimal(step.before().finishedPerSecond()),
                    Phrases.decimal(step.finishedPerSecond()),
                    Phrases.seconds(step.taskSeconds()),
                    Phrases.seconds(step.before().taskSeconds())));
  }

  // Fewer pods, and why not yet.

  static Explanation signalsUnavailable(Backlog.State backlog) {
    return new Explanation(
        Reason.SIGNALS_UNAVAILABLE,
        () ->
            "the backlog is %s and no other signal shows what is left to do, so the operator removes nothing"
                .formatted(backlog.name().toLowerCase(Locale.ROOT)));
  }

  static Explanation restarted(Duration watched) {
    return new Explanation(
        Reason.RESTARTED,
        () ->
            "the operator has watched this pool for less than %s, so nothing is removed yet"
                .formatted(Phrases.duration(watched)));
  }

  static Explanation idle(Duration quiet) {
    return new Explanation(
        Reason.IDLE,
        () ->
            "nothing waits, nothing runs, and no task was seen for %s"
                .formatted(Phrases.duration(quiet)));
  }

  static Explanation unheard() {
    return new Explanation(
        Reason.UNHEARD, () -> "the workers can't be heard and may be busy, so nothing is removed");
  }

  static Explanation neededLately(int pods, Duration hold) {
    return new Explanation(
        Reason.STABILIZING,
        () -> "%s needed within the last %s".formatted(podsWere(pods), Phrases.duration(hold)));
  }

  static Explanation starting(int pods) {
    return new Explanation(
        Reason.STABILIZING,
        () -> "%s still starting, asked for a moment ago".formatted(podsAre(pods)));
  }

  static Explanation inFlight(double tasks, int pods) {
    return new Explanation(
        Reason.IN_FLIGHT, () -> "%s, which takes %s".formatted(allRun(tasks), Phrases.pods(pods)));
  }

  static Explanation tasksLeft() {
    return new Explanation(Reason.IDLE_NOT_CONFIRMED, () -> "tasks wait or run");
  }

  static Explanation seenLately(Duration quiet) {
    return new Explanation(
        Reason.IDLE_NOT_CONFIRMED,
        () -> "the last task was seen less than %s ago".formatted(Phrases.duration(quiet)));
  }

  static Explanation dueAgain(Duration within) {
    return new Explanation(
        Reason.IDLE_NOT_CONFIRMED,
        () -> "a task comes again within %s".formatted(Phrases.duration(within)));
  }

  static Explanation noSample() {
    return new Explanation(
        Reason.IDLE_NOT_CONFIRMED,
        () -> "no sample taken after the last task says that the subscription is empty");
  }

  static Explanation surplus(int pods, Duration hold, Explanation demand) {
    return new Explanation(
        Reason.SURPLUS,
        () ->
            "no more than %s needed for %s: %s"
                .formatted(podsWere(pods), Phrases.duration(hold), demand.clause()));
  }

  // What the user wants.

  static Explanation fallback(int pods, Duration after) {
    return new Explanation(
        Reason.FALLBACK,
        () ->
            ("the backlog has been unknown for %s, so spec.scaling.fallback applies, which"
                    + " is %s")
                .formatted(Phrases.duration(after), Phrases.pods(pods)));
  }

  static Explanation behavior(Explanation step, String direction, int pods) {
    return new Explanation(
        Reason.BEHAVIOR,
        () ->
            "%s; spec.scaling.behavior.%s allows %s now".formatted(step.clause(), direction, pods));
  }

  static Explanation maximum(Explanation step, int maxReplicas) {
    return new Explanation(
        Reason.MAXIMUM, () -> "%s; maxReplicas allows %s".formatted(step.clause(), maxReplicas));
  }

  static Explanation minimum(Explanation step, int minReplicas) {
    return new Explanation(
        Reason.MINIMUM, () -> "%s; minReplicas keeps %s".formatted(step.clause(), minReplicas));
  }

  static Explanation schedule(Explanation step, String cron, int pods) {
    return new Explanation(
        Reason.SCHEDULE,
        () -> "%s; the schedule '%s' keeps %s".formatted(step.clause(), cron, pods));
  }

  static Explanation pinned(int pods, int otherwise) {
    return new Explanation(
        Reason.PINNED,
        () ->
            "spec.replicas pins the pool at %s; otherwise it would have %s"
                .formatted(pods, otherwise));
  }

  static Explanation notPullable() {
    return new Explanation(
        Reason.NOT_PULLABLE,
        () ->
            "the pool can't work on its subscription yet, as condition Ready says, so pods are"
                + " neither added nor removed");
  }

  static Explanation advised(Explanation step, int pods, int desired) {
    return new Explanation(
        Reason.ADVISED,
        () ->
            pods == desired
                ? "advice: stay at %s; %s".formatted(desired, step.clause())
                : "advice: %s instead of %s; %s".formatted(pods, desired, step.clause()));
  }

  static Explanation paused() {
    return new Explanation(Reason.PAUSED, () -> "the pool is paused by spec.mode");
  }

  // Parts of sentences.

  /**
   * What a task takes, and how many a pod runs.
   *
   * @param taskSeconds mean duration of a task
   * @param measured whether that was learned from tasks of this pool, and is no first guess
   * @param slotsPerPod tasks at once in a pod
   * @param startsPerSecond tasks that a pod may start, where those are fewer than its slots could
   */
  record Capacity(
      double taskSeconds, boolean measured, int slotsPerPod, OptionalDouble startsPerSecond) {

    private String taskTakes() {
      return measured
          ? "takes " + Phrases.seconds(taskSeconds)
          : "is assumed to take " + Phrases.seconds(taskSeconds) + " (not measured yet)";
    }

    private String slots() {
      return slotsPerPod == 1 ? "1 slot" : slotsPerPod + " slots";
    }

    private boolean isLimited() {
      return startsPerSecond.isPresent();
    }

    private String starts() {
      return rate(startsPerSecond.getAsDouble());
    }
  }

  private static String podsAre(int pods) {
    return Phrases.pods(pods) + (pods == 1 ? " is" : " are");
  }

  private static String podsWere(int pods) {
    return Phrases.pods(pods) + (pods == 1 ? " was" : " were");
  }

  private static String tasksWait(double tasks) {
    var whole = Math.round(tasks);
    return whole == 0 ? "no task waits" : whole == 1 ? "1 task waits" : whole + " tasks wait";
  }

  private static String allRun(double tasks) {
    var whole = Math.round(tasks);
    return whole == 1 ? "1 task runs" : whole + " tasks run";
  }

  private static String tasksRun(double tasks) {
    var whole = Math.round(tasks);
    return whole == 1 ? "1 runs" : whole + " run";
  }

  private static String tasksArrive(double perSecond) {
    return perSecond <= 0 ? "none arrive" : rate(perSecond) + " arrive";
  }

  /** In the unit that leaves something before the rounding. */
  private static String rate(double perSecond) {
    if (perSecond >= 0.1) {
      return Phrases.decimal(perSecond) + "/s";
    }
    var perMinute = 60 * perSecond;
    return perMinute >= 0.1
        ? Phrases.decimal(perMinute) + "/min"
        : Phrases.decimal(60 * perMinute) + "/h";
  }
}
