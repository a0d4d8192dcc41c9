package dev.taskworkers.operator.scaling.decision;

import dev.taskworkers.operator.scaling.estimate.UpStep;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Phrases;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Why a step asks for its pods: a reason and the numbers behind it. All that a decision can say
 * stands here, one alternative below the other; it is put into words only when somebody reads it. A
 * step that changes what another asked for holds the explanation of that one, too.
 */
public sealed interface Explanation {
  /** The reason, for conditions, events and metrics. */
  Reason reason();

  /** The numbers in words, to stand within a sentence. */
  String clause();

  /** The sentence of a decision that asks for {@code to} pods where {@code from} were asked for. */
  default String sentence(int from, int to) {
    return to == from
        ? "Stays at %s: %s.".formatted(to, clause())
        : "%s from %s to %s: %s.".formatted(to > from ? "Up" : "Down", from, to, clause());
  }

  /** For example {@code 15 of 20 tasks failed in the last 2 min}. */
  static String failed(Failures failures) {
    return "%s of %s tasks failed in the last %s"
        .formatted(
            Math.round(failures.failed()),
            Math.round(failures.finished()),
            Phrases.duration(Failures.WINDOW));
  }

  // What arrives and what waits calls for.

  record Arrivals(double perSecond, Capacity capacity, int pods) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.ARRIVALS;
    }

    @Override
    public String clause() {
      return "%s and each %s, so %s run at once; with room for chance that takes %s of %s%s"
          .formatted(
              tasksArrive(perSecond),
              capacity.taskTakes(),
              Phrases.decimal(perSecond * capacity.taskSeconds()),
              Phrases.pods(pods),
              capacity.slots(),
              capacity.isLimited() ? " that may start " + capacity.starts() + " each" : "");
    }
  }

  record FewArrivals(double perSecond, double waiting) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.ARRIVALS;
    }

    @Override
    public String clause() {
      return "%s and %s".formatted(tasksArrive(perSecond), tasksWait(waiting));
    }
  }

  record Steady(Explanation demand) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.STEADY;
    }

    @Override
    public String clause() {
      return demand.clause();
    }
  }

  record Queue(double waiting, double perSecond, Capacity capacity, int pods, Duration drainWithin)
      implements Explanation {
    @Override
    public Reason reason() {
      return Reason.BACKLOG;
    }

    @Override
    public String clause() {
      return "%s and %s; a task %s and a pod %s, so %s the queue within %s"
          .formatted(
              tasksWait(waiting),
              tasksArrive(perSecond),
              capacity.taskTakes(),
              capacity.isLimited()
                  ? "may start " + capacity.starts()
                  : "runs " + capacity.slotsPerPod() + " at once",
              pods == 1 ? "1 pod clears" : pods + " pods clear",
              Phrases.duration(drainWithin));
    }
  }

  record Untimed(double waiting, double inFlight, int pods) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.BACKLOG;
    }

    @Override
    public String clause() {
      return "%s, %s and none was timed yet, so each gets a slot, which takes %s"
          .formatted(tasksWait(waiting), tasksRun(inFlight), Phrases.pods(pods));
    }
  }

  record RateLimit(Explanation demand, int pods) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.RATE_LIMIT;
    }

    @Override
    public String clause() {
      return "%s; %s can start all tasks that the pool's rate limit allows"
          .formatted(demand.clause(), Phrases.pods(pods));
    }
  }

  record OrderingKeys(Explanation demand, int pods) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.ORDERING_KEYS;
    }

    @Override
    public String clause() {
      return ("%s; but tasks wait for others of their ordering key, and %s can run all that may"
              + " run at once")
          .formatted(demand.clause(), Phrases.pods(pods));
    }
  }

  // More pods.

  record Probe(double waitedSeconds, Duration maxWait) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.PROBE;
    }

    @Override
    public String clause() {
      return ("all slots are busy and tasks have waited %s when they start, more than a third of"
              + " %s, so the pods are doubled")
          .formatted(Phrases.seconds(waitedSeconds), Phrases.duration(maxWait));
    }
  }

  /**
   * @param most pods that the pool may begin with, where those are fewer than it needs
   */
  record ScaleFromZero(Explanation demand, OptionalInt most) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.SCALE_FROM_ZERO;
    }

    @Override
    public String clause() {
      return most.isPresent()
          ? "%s; an empty pool begins with at most %s".formatted(demand.clause(), most.getAsInt())
          : demand.clause();
    }
  }

  /**
   * @param counted whether arrivals are counted, so that it is the time of a task that is not known
   */
  record GrowthLimit(Explanation demand, boolean counted, int most) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.GROWTH_LIMIT;
    }

    @Override
    public String clause() {
      return "%s; while %s a pool grows to at most %s now"
          .formatted(
              demand.clause(), counted ? "no task was timed" : "arrivals are not counted", most);
    }
  }

  // No more pods, though they are called for.

  record TasksFailing(Failures failures) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.TASKS_FAILING;
    }

    @Override
    public String clause() {
      return "%s, so the pool does not grow".formatted(failed(failures));
    }
  }

  /**
   * @param noneReadyFor how long no pod has become ready; empty where they are just too many
   */
  record Unplaced(int pods, int desired, Optional<Duration> noneReadyFor) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.UNSCHEDULABLE;
    }

    @Override
    public String clause() {
      return "%s of %s can't be placed on any node%s, so no more are asked for"
          .formatted(
              Phrases.pods(pods),
              desired,
              noneReadyFor
                  .map(time -> ", and no other became ready for " + Phrases.duration(time))
                  .orElse(""));
    }
  }

  record NotReady(int ready, int asked, Duration within) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.UNSCHEDULABLE;
    }

    @Override
    public String clause() {
      return asked == 1
          ? "the only pod is not ready, so a second one is tried"
          : "only %s of %s became ready within %s, so no more are asked for"
              .formatted(Phrases.pods(ready), asked, Phrases.duration(within));
    }
  }

  record DownstreamSaturated(UpStep.Refuted step) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.DOWNSTREAM_SATURATED;
    }

    @Override
    public String clause() {
      return ("from %s to %s the tasks done went from %s/s to %s/s and each takes %s instead of"
              + " %s, so something that they depend on is saturated and the pool does not grow")
          .formatted(
              Phrases.pods(step.before().ready()),
              step.ready(),
              Phrases.decimal(step.before().finishedPerSecond()),
              Phrases.decimal(step.finishedPerSecond()),
              Phrases.seconds(step.taskSeconds()),
              Phrases.seconds(step.before().taskSeconds()));
    }
  }

  // Fewer pods, and why not yet.

  record SignalsUnavailable(Backlog.State backlog) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.SIGNALS_UNAVAILABLE;
    }

    @Override
    public String clause() {
      return "the backlog is %s and nothing else tells what is left to do, so nothing is removed"
          .formatted(backlog.name().toLowerCase(Locale.ROOT));
    }
  }

  record Restarted(Duration watched) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.RESTARTED;
    }

    @Override
    public String clause() {
      return "the operator has watched for less than %s, so nothing is removed yet"
          .formatted(Phrases.duration(watched));
    }
  }

  record Idle(Duration quiet) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.IDLE;
    }

    @Override
    public String clause() {
      return "nothing waits, nothing runs, and no task was seen for %s"
          .formatted(Phrases.duration(quiet));
    }
  }

  record Unheard() implements Explanation {
    @Override
    public Reason reason() {
      return Reason.UNHEARD;
    }

    @Override
    public String clause() {
      return "the workers can't be heard and may be busy, so nothing is removed";
    }
  }

  record NeededLately(int pods, Duration hold) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.STABILIZING;
    }

    @Override
    public String clause() {
      return "%s needed within the last %s".formatted(podsWere(pods), Phrases.duration(hold));
    }
  }

  record Starting(int pods) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.STABILIZING;
    }

    @Override
    public String clause() {
      return "%s still starting, asked for a moment ago".formatted(podsAre(pods));
    }
  }

  record InFlight(double tasks, int pods) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.IN_FLIGHT;
    }

    @Override
    public String clause() {
      return "%s tasks run, which takes %s".formatted(Math.round(tasks), Phrases.pods(pods));
    }
  }

  record TasksLeft() implements Explanation {
    @Override
    public Reason reason() {
      return Reason.IDLE_NOT_CONFIRMED;
    }

    @Override
    public String clause() {
      return "tasks are there";
    }
  }

  record SeenLately(Duration quiet) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.IDLE_NOT_CONFIRMED;
    }

    @Override
    public String clause() {
      return "the last task was seen less than %s ago".formatted(Phrases.duration(quiet));
    }
  }

  record DueAgain(Duration within) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.IDLE_NOT_CONFIRMED;
    }

    @Override
    public String clause() {
      return "a task comes again within %s".formatted(Phrases.duration(within));
    }
  }

  record NoSample() implements Explanation {
    @Override
    public Reason reason() {
      return Reason.IDLE_NOT_CONFIRMED;
    }

    @Override
    public String clause() {
      return "no sample taken after the last task says that the subscription is empty";
    }
  }

  record Surplus(int pods, Duration hold, Explanation demand) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.SURPLUS;
    }

    @Override
    public String clause() {
      return "no more than %s needed for %s: %s"
          .formatted(podsWere(pods), Phrases.duration(hold), demand.clause());
    }
  }

  // What the user wants.

  record Fallback(int pods, Duration after) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.FALLBACK;
    }

    @Override
    public String clause() {
      return ("nothing has told of the backlog for %s, so spec.scaling.fallback applies, which"
              + " is %s")
          .formatted(Phrases.duration(after), Phrases.pods(pods));
    }
  }

  record Behavior(Explanation step, String direction, int pods) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.BEHAVIOR;
    }

    @Override
    public String clause() {
      return "%s; spec.scaling.behavior.%s allows %s now".formatted(step.clause(), direction, pods);
    }
  }

  record Maximum(Explanation step, int maxReplicas) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.MAXIMUM;
    }

    @Override
    public String clause() {
      return "%s; maxReplicas allows %s".formatted(step.clause(), maxReplicas);
    }
  }

  record Minimum(Explanation step, int minReplicas) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.MINIMUM;
    }

    @Override
    public String clause() {
      return "%s; minReplicas keeps %s".formatted(step.clause(), minReplicas);
    }
  }

  record Schedule(Explanation step, String cron, int pods) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.SCHEDULE;
    }

    @Override
    public String clause() {
      return "%s; the schedule '%s' keeps %s".formatted(step.clause(), cron, pods);
    }
  }

  record Pinned(int pods, int otherwise) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.PINNED;
    }

    @Override
    public String clause() {
      return "spec.replicas pins the pool at %s; otherwise it would have %s"
          .formatted(pods, otherwise);
    }
  }

  record NotPullable() implements Explanation {
    @Override
    public Reason reason() {
      return Reason.NOT_PULLABLE;
    }

    @Override
    public String clause() {
      return "Pub/Sub does not say that its subscription can be pulled, so pods are neither"
          + " added nor removed";
    }
  }

  record Advised(Explanation step, int pods, int desired) implements Explanation {
    @Override
    public Reason reason() {
      return Reason.ADVISED;
    }

    @Override
    public String clause() {
      return pods == desired
          ? "advice: stay at %s; %s".formatted(desired, step.clause())
          : "advice: %s instead of %s; %s".formatted(pods, desired, step.clause());
    }
  }

  record Paused() implements Explanation {
    @Override
    public Reason reason() {
      return Reason.PAUSED;
    }

    @Override
    public String clause() {
      return "the pool is paused by spec.mode";
    }
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
      return Phrases.decimal(startsPerSecond.getAsDouble()) + "/s";
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

  private static String tasksRun(double tasks) {
    var whole = Math.round(tasks);
    return whole == 1 ? "1 runs" : whole + " run";
  }

  private static String tasksArrive(double perSecond) {
    if (perSecond <= 0) {
      return "none arrive";
    }
    return perSecond >= 0.1
        ? Phrases.decimal(perSecond) + "/s arrive"
        : Phrases.decimal(perSecond * 60) + "/min arrive";
  }
}
