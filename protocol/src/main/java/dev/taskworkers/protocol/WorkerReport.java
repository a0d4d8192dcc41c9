// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a worker reports of itself at {@link WorkerEndpoints#STATUSZ}, which the operator reads
 * every few seconds. Fields are only ever added; the version changes when a reader must know. What
 * an older worker does not report has the value that a {@link Builder} begins with.
 *
 * @param version of the report
 * @param worker how it calls itself
 * @param subscription in full
 * @param now when it said so, by its own clock
 * @param startedAt when its process began, by its own clock
 * @param slots tasks that it may run at once, at least one
 * @param busy tasks in hand that run, are ready to, or wait for their ordering key; what is fetched
 *     ahead of the slots is among them, so that it may be more than there are slots
 * @param blocked tasks in hand that wait for their ordering key; among the busy ones
 * @param ready tasks in hand that wait for a slot, or for the rate; among the busy ones
 * @param resting tasks in hand that failed and run here again later, because nothing of their
 *     ordering key may overtake them; not among the busy ones
 * @param activeKeys ordering keys of the tasks in hand
 * @param abandoned slots of tasks that ignore their cancellation
 * @param freeSince since when a slot has been free while the worker was pulling
 * @param draining the worker leaves
 * @param cordoned it was told to pull no more, and no pull is out; it is still alive
 * @param pulling a pull is out
 * @param throttled its rate lets it start no task, though slots are free
 * @param poolPods among how many pods it divides the pool's rate; empty where the pool has none
 * @param sharingPods among how many it does for the moment, see {@link RateShare}; empty where the
 *     pool has no rate, or an older worker does not report it
 * @param oldestInFlightSeconds how long the longest running task has run; one that was given up
 *     does not count, for it tells nothing of how long tasks take
 * @param busySeconds seconds that tasks have run since the start, running ones counted up to now;
 *     empty where an older worker does not report them
 * @param leaseSeconds how long Pub/Sub keeps a task leased at most after the worker's last renewal
 * @param postponed tasks that it gave back for later and that are not due yet
 * @param handlerDown why no task can be run here, while what runs them does not answer
 * @param taskSeconds of runs
 * @param waitSeconds from publication to the first run
 * @param ageSeconds from publication to each delivery
 * @param running the tasks that have run longest
 * @param failures how runs have failed, what came last first
 */
public record WorkerReport(
    int version,
    String worker,
    String subscription,
    Instant now,
    Instant startedAt,
    int slots,
    int busy,
    int blocked,
    int ready,
    int resting,
    int activeKeys,
    int abandoned,
    Optional<Instant> freeSince,
    boolean draining,
    boolean cordoned,
    boolean pulling,
    boolean throttled,
    OptionalInt poolPods,
    OptionalInt sharingPods,
    Counters counters,
    double oldestInFlightSeconds,
    OptionalDouble busySeconds,
    double leaseSeconds,
    Optional<Postponed> postponed,
    Optional<HandlerDown> handlerDown,
    Distribution taskSeconds,
    Distribution waitSeconds,
    Distribution ageSeconds,
    List<TaskRun> running,
    List<FailureGroup> failures) {
  /** What this version of the software writes. */
  public static final int VERSION = 1;

  /** What Pub/Sub keeps a task for where a worker does not report how long. */
  static final double USUAL_LEASE_SECONDS = 60;

  /** No lease is longer; Pub/Sub allows ten minutes. */
  private static final double LONGEST_LEASE_SECONDS = 600;

  public WorkerReport {
    if (version < 1
        || slots < 1
        || busy < 0
        || blocked < 0
        || blocked > busy
        || ready < 0
        || ready > busy - blocked
        || resting < 0) {
      throw new IllegalArgumentException(
          "expected the report of a worker with a version and slots, but found version "
              + version
              + ", slots "
              + slots
              + ", busy "
              + busy
              + ", blocked "
              + blocked
              + ", ready "
              + ready
              + ", resting "
              + resting);
    }
    busySeconds =
        busySeconds.isPresent()
                && busySeconds.getAsDouble() >= 0
                && busySeconds.getAsDouble() < Double.MAX_VALUE
            ? busySeconds
            : OptionalDouble.empty();
    oldestInFlightSeconds = Math.min(Math.max(oldestInFlightSeconds, 0), TaskRun.LONGEST_SECONDS);
    leaseSeconds =
        leaseSeconds > 0 ? Math.min(leaseSeconds, LONGEST_LEASE_SECONDS) : USUAL_LEASE_SECONDS;
    handlerDown = handlerDown.map(down -> down.between(startedAt, now));
    running = List.copyOf(running.subList(0, Math.min(running.size(), TaskRun.MOST)));
    failures = List.copyOf(failures.subList(0, Math.min(failures.size(), FailureGroup.MOST)));
  }

  /** How long the longest running task has run, also one that was given up and does not end. */
  public double longestRunSeconds() {
    return running.stream().mapToDouble(TaskRun::seconds).reduce(oldestInFlightSeconds, Math::max);
  }

  /** How many slots have a task, also one that was given up and does not end. */
  public int slotsBusy() {
    return busy - blocked - ready;
  }

  /** Tasks that the worker keeps, running or not: whoever stops it takes them away from it. */
  public int inHand() {
    return busy + resting;
  }

  /** Begins a report of the present version. */
  public static Builder builder(Instant now, Instant startedAt, int slots) {
    return new Builder(now, startedAt, slots);
  }

  /** Begins a report of the present version with what this one says. */
  public Builder toBuilder() {
    var builder = new Builder(now, startedAt, slots);
    builder.worker = worker;
    builder.subscription = subscription;
    builder.busy = busy;
    builder.blocked = blocked;
    builder.ready = ready;
    builder.resting = resting;
    builder.activeKeys = activeKeys;
    builder.abandoned = abandoned;
    builder.freeSince = freeSince;
    builder.draining = draining;
    builder.cordoned = cordoned;
    builder.pulling = pulling;
    builder.throttled = throttled;
    builder.poolPods = poolPods;
    builder.sharingPods = sharingPods;
    builder.counters = counters;
    builder.oldestInFlightSeconds = oldestInFlightSeconds;
    builder.busySeconds = busySeconds;
    builder.leaseSeconds = leaseSeconds;
    builder.postponed = postponed;
    builder.handlerDown = handlerDown;
    builder.taskSeconds = taskSeconds;
    builder.waitSeconds = waitSeconds;
    builder.ageSeconds = ageSeconds;
    builder.running = running;
    builder.failures = failures;
    return builder;
  }

  /**
   * Reads a report; fields that it does not know are ignored.
   *
   * @param json in UTF-8
   * @throws IllegalArgumentException when it is no report
   */
  public static WorkerReport fromJson(byte[] json) {
    return WorkerReportJson.read(json);
  }

  /** The report as one line, with its line end. */
  public String toJson() {
    return WorkerReportJson.write(this);
  }

  /**
   * Tasks that come again later, spread evenly between two moments.
   *
   * @param count at least one
   * @param next when the first of them is due, at most a second later than in truth
   * @param last when the last one is
   */
  public record Postponed(int count, Instant next, Instant last) {
    public Postponed {
      if (count < 1 || last.isBefore(next)) {
        throw new IllegalArgumentException(
            "expected postponed tasks that are due between two times, but found "
                + count
                + " from "
                + next
                + " to "
                + last);
      }
    }
  }

  /**
   * The handler gives no answer.
   *
   * @param since the first sign of it; a report's is from its worker's life
   * @param why the latest sign, as a sentence
   */
  public record HandlerDown(Instant since, String why) {
    private HandlerDown between(Instant startedAt, Instant now) {
      var alive = since.isBefore(startedAt) ? startedAt : since;
      return new HandlerDown(alive.isAfter(now) ? now : alive, why);
    }
  }

  /** Collects a report field by field. A field that is not set is as an older worker leaves it. */
  public static final class Builder {
    private final Instant now;
    private Instant startedAt;
    private final int slots;
    private String worker = "";
    private String subscription = "";
    private int busy;
    private int blocked;
    private int ready;
    private int resting;
    private int activeKeys;
    private int abandoned;
    private Optional<Instant> freeSince = Optional.empty();
    private boolean draining;
    private boolean cordoned;
    private boolean pulling;
    private boolean throttled;
    private OptionalInt poolPods = OptionalInt.empty();
    private OptionalInt sharingPods = OptionalInt.empty();
    private Counters counters = Counters.ZERO;
    private double oldestInFlightSeconds;
    private OptionalDouble busySeconds = OptionalDouble.empty();
    private double leaseSeconds = USUAL_LEASE_SECONDS;
    private Optional<Postponed> postponed = Optional.empty();
    private Optional<HandlerDown> handlerDown = Optional.empty();
    private Distribution taskSeconds = Distribution.NONE;
    private Distribution waitSeconds = Distribution.NONE;
    private Distribution ageSeconds = Distribution.NONE;
    private List<TaskRun> running = List.of();
    private List<FailureGroup> failures = List.of();

    private Builder(Instant now, Instant startedAt, int slots) {
      this.now = now;
      this.startedAt = startedAt;
      this.slots = slots;
    }

    public Builder startedAt(Instant startedAt) {
      this.startedAt = startedAt;
      return this;
    }

    public Builder worker(String worker) {
      this.worker = worker;
      return this;
    }

    public Builder subscription(String subscription) {
      this.subscription = subscription;
      return this;
    }

    public Builder busy(int busy) {
      this.busy = busy;
      return this;
    }

    public Builder blocked(int blocked) {
      this.blocked = blocked;
      return this;
    }

    public Builder ready(int ready) {
      this.ready = ready;
      return this;
    }

    public Builder resting(int resting) {
      this.resting = resting;
      return this;
    }

    public Builder activeKeys(int activeKeys) {
      this.activeKeys = activeKeys;
      return this;
    }

    public Builder abandoned(int abandoned) {
      this.abandoned = abandoned;
      return this;
    }

    public Builder freeSince(Instant freeSince) {
      this.freeSince = Optional.of(freeSince);
      return this;
    }

    public Builder draining(boolean draining) {
      this.draining = draining;
      return this;
    }

    public Builder cordoned(boolean cordoned) {
      this.cordoned = cordoned;
      return this;
    }

    public Builder pulling(boolean pulling) {
      this.pulling = pulling;
      return this;
    }

    public Builder throttled(boolean throttled) {
      this.throttled = throttled;
      return this;
    }

    public Builder poolPods(int poolPods) {
      this.poolPods = OptionalInt.of(poolPods);
      return this;
    }

    public Builder sharingPods(int sharingPods) {
      this.sharingPods = OptionalInt.of(sharingPods);
      return this;
    }

    public Builder counters(Counters counters) {
      this.counters = counters;
      return this;
    }

    public Builder oldestInFlightSeconds(double oldestInFlightSeconds) {
      this.oldestInFlightSeconds = oldestInFlightSeconds;
      return this;
    }

    public Builder busySeconds(double busySeconds) {
      this.busySeconds = OptionalDouble.of(busySeconds);
      return this;
    }

    public Builder leaseSeconds(double leaseSeconds) {
      this.leaseSeconds = leaseSeconds;
      return this;
    }

    public Builder postponed(Postponed postponed) {
      this.postponed = Optional.of(postponed);
      return this;
    }

    public Builder handlerDown(HandlerDown handlerDown) {
      this.handlerDown = Optional.of(handlerDown);
      return this;
    }

    public Builder taskSeconds(Distribution taskSeconds) {
      this.taskSeconds = taskSeconds;
      return this;
    }

    public Builder waitSeconds(Distribution waitSeconds) {
      this.waitSeconds = waitSeconds;
      return this;
    }

    public Builder ageSeconds(Distribution ageSeconds) {
      this.ageSeconds = ageSeconds;
      return this;
    }

    public Builder running(List<TaskRun> running) {
      this.running = running;
      return this;
    }

    public Builder failures(List<FailureGroup> failures) {
      this.failures = failures;
      return this;
    }

    /**
     * The report.
     *
     * @throws IllegalArgumentException when fields contradict each other
     */
    public WorkerReport build() {
      return new WorkerReport(
          VERSION,
          worker,
          subscription,
          now,
          startedAt,
          slots,
          busy,
          blocked,
          ready,
          resting,
          activeKeys,
          abandoned,
          freeSince,
          draining,
          cordoned,
          pulling,
          throttled,
          poolPods,
          sharingPods,
          counters,
          oldestInFlightSeconds,
          busySeconds,
          leaseSeconds,
          postponed,
          handlerDown,
          taskSeconds,
          waitSeconds,
          ageSeconds,
          running,
          failures);
    }
  }
}
