// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.Explanation.Capacity;
import dev.taskworkers.operator.scaling.estimate.UpStep;
import dev.taskworkers.operator.scaling.input.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Each explanation that a decision can give, with its reason and its words. */
public final class Explanations {
  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
  private static final Duration MINUTES = Duration.ofMinutes(2);
  private static final Explanation FEW = Explanation.fewArrivals(0, 0);
  private static final UpStep STEP_UP = new UpStep(Instant.EPOCH, 1, 8.04, 5);

  /** What is said, and what it is said of. */
  public record Example(Explanation explanation, Reason reason, String clause) {}

  private static final List<Example> EXAMPLES =
      List.of(
          row(
              Explanation.arrivals(8, capacity(true, 4), 11),
              Reason.ARRIVALS,
              "8.0/s arrive and each takes 5.0 s, so 40.0 run at once; with room for chance that takes 11 pods of 4 slots"),
          row(
              Explanation.arrivals(0.05, capacity(false, 1), 1),
              Reason.ARRIVALS,
              "3.0/min arrive and each is assumed to take 5.0 s (not measured yet), so 0.3 run at once; with room for chance that takes 1 pod of 1 slot"),
          row(
              Explanation.arrivals(8, limited(2.5), 4),
              Reason.ARRIVALS,
              "8.0/s arrive and each takes 0.3 s, so 2.0 run at once; with room for chance that takes 4 pods of 4 slots that may start 2.5/s each"),
          row(
              Explanation.arrivals(8, limited(0.05), 40),
              Reason.ARRIVALS,
              "8.0/s arrive and each takes 0.3 s, so 2.0 run at once; with room for chance that takes 40 pods of 4 slots that may start 3.0/min each"),
          row(Explanation.fewArrivals(0.01, 1), Reason.ARRIVALS, "0.6/min arrive and 1 task waits"),
          row(
              Explanation.fewArrivals(1 / 3600.0, 1),
              Reason.ARRIVALS,
              "1.0/h arrive and 1 task waits"),
          row(
              Explanation.aSlotForEach(Reason.ARRIVALS, 0.3, 0, 2, 1),
              Reason.ARRIVALS,
              "0.3/s arrive, no task waits and 2 run; 1 pod has a slot for each task that is there or foreseen"),
          row(
              Explanation.aSlotForEach(Reason.BACKLOG, 0, 3, 1, 4),
              Reason.BACKLOG,
              "none arrive, 3 tasks wait and 1 runs; 4 pods have a slot for each task that is there or foreseen"),
          row(Explanation.steady(FEW), Reason.STEADY, "none arrive and no task waits"),
          row(
              Explanation.queue(1, 0, capacity(true, 4), 1, HALF_A_MINUTE),
              Reason.BACKLOG,
              "1 task waits and none arrive; a task takes 5.0 s and a pod runs 4 at once, so 1 pod clears the queue within 30 s"),
          row(
              Explanation.queue(700, 0.1, limited(0.4), 39, MINUTES),
              Reason.BACKLOG,
              "700 tasks wait and 0.1/s arrive; a task takes 0.3 s and a pod may start 0.4/s, so 39 pods clear the queue within 2 min"),
          row(
              Explanation.queue(700, 0, limited(1 / 3600.0), 700, MINUTES),
              Reason.BACKLOG,
              "700 tasks wait and none arrive; a task takes 0.3 s and a pod may start 1.0/h, so 700 pods clear the queue within 2 min"),
          row(
              Explanation.untimed(9, 1, 3),
              Reason.BACKLOG,
              "9 tasks wait, 1 runs and none was timed yet, so each gets a slot, which takes 3 pods"),
          row(
              Explanation.untimed(0, 2, 1),
              Reason.BACKLOG,
              "no task waits, 2 run and none was timed yet, so each gets a slot, which takes 1 pod"),
          row(
              Explanation.stalled(2, Duration.ofSeconds(30)),
              Reason.BACKLOG,
              "2 tasks wait, all slots are busy, and none became free for 30 s because tasks take longer than before, so the pool does not wait for these slots"),
          row(
              Explanation.rateLimit(FEW, 4),
              Reason.RATE_LIMIT,
              "none arrive and no task waits; 4 pods can start all tasks that the pool's rate limit allows"),
          row(
              Explanation.orderingKeys(FEW, 1),
              Reason.ORDERING_KEYS,
              "none arrive and no task waits; but tasks wait for others of their ordering key, and 1 pod can run all that may run at once"),
          row(
              Explanation.doubling(12, HALF_A_MINUTE),
              Reason.DOUBLING,
              "all slots are busy and tasks have waited 12 s when they start, more than a third of 30 s, so the pool doubles"),
          row(
              Explanation.scaleFromZero(FEW, OptionalInt.empty()),
              Reason.SCALE_FROM_ZERO,
              "none arrive and no task waits"),
          row(
              Explanation.scaleFromZero(FEW, OptionalInt.of(10)),
              Reason.SCALE_FROM_ZERO,
              "none arrive and no task waits; an empty pool begins with at most 10"),
          row(
              Explanation.growthLimit(FEW, true, 24),
              Reason.GROWTH_LIMIT,
              "none arrive and no task waits; while no task was timed a pool grows to at most 24 now"),
          row(
              Explanation.growthLimit(FEW, false, 24),
              Reason.GROWTH_LIMIT,
              "none arrive and no task waits; while arrivals are not counted a pool grows to at most 24 now"),
          row(
              Explanation.tasksFailing(new Failures(15, 20, false)),
              Reason.TASKS_FAILING,
              "15 of 20 tasks failed in the last 2 min, so the pool does not grow"),
          row(
              Explanation.unplaced(11, 19, Optional.empty()),
              Reason.UNSCHEDULABLE,
              "11 pods of 19 can't be placed on any node, so the operator asks for no more"),
          row(
              Explanation.unplaced(1, 19, Optional.of(MINUTES)),
              Reason.UNSCHEDULABLE,
              "1 pod of 19 can't be placed on any node, and no other became ready for 2 min, so the operator asks for no more"),
          row(
              Explanation.notReady(1, 8, MINUTES, true, false),
              Reason.UNSCHEDULABLE,
              "7 pods of 8 that were asked for 2 min ago or earlier are not ready, so the operator asks for no more"),
          row(
              Explanation.notReady(0, 3, MINUTES, false, false),
              Reason.PODS_NOT_READY,
              "3 pods of 3 that were asked for 2 min ago or earlier are not ready, so the operator asks for no more"),
          row(
              Explanation.notReady(0, 1, MINUTES, false, true),
              Reason.PODS_NOT_READY,
              "the only pod is not ready, so the operator tries a second one"),
          row(
              Explanation.downstreamSaturated(new UpStep.Refuted(STEP_UP, 20, 8.5, 10)),
              Reason.DOWNSTREAM_SATURATED,
              "from 1 pod to 20 the tasks done went from 8.0/s to 8.5/s and each takes 10 s instead of 5.0 s, so something that they depend on is saturated and the pool does not grow"),
          row(
              Explanation.signalsUnavailable(Backlog.State.STALE),
              Reason.SIGNALS_UNAVAILABLE,
              "the backlog is stale and no other signal shows what is left to do, so the operator removes nothing"),
          row(
              Explanation.restarted(MINUTES),
              Reason.RESTARTED,
              "the operator has watched this pool for less than 2 min, so nothing is removed yet"),
          row(
              Explanation.idle(HALF_A_MINUTE),
              Reason.IDLE,
              "nothing waits, nothing runs, and no task was seen for 30 s"),
          row(
              Explanation.unheard(),
              Reason.UNHEARD,
              "the workers can't be heard and may be busy, so nothing is removed"),
          row(
              Explanation.neededLately(2, HALF_A_MINUTE),
              Reason.STABILIZING,
              "2 pods were needed within the last 30 s"),
          row(
              Explanation.neededLately(1, HALF_A_MINUTE),
              Reason.STABILIZING,
              "1 pod was needed within the last 30 s"),
          row(
              Explanation.starting(2),
              Reason.STABILIZING,
              "2 pods are still starting, asked for a moment ago"),
          row(
              Explanation.starting(1),
              Reason.STABILIZING,
              "1 pod is still starting, asked for a moment ago"),
          row(Explanation.inFlight(7.6, 2), Reason.IN_FLIGHT, "8 tasks run, which takes 2 pods"),
          row(Explanation.tasksLeft(), Reason.IDLE_NOT_CONFIRMED, "tasks wait or run"),
          row(
              Explanation.seenLately(MINUTES),
              Reason.IDLE_NOT_CONFIRMED,
              "the last task was seen less than 2 min ago"),
          row(
              Explanation.dueAgain(MINUTES),
              Reason.IDLE_NOT_CONFIRMED,
              "a task comes again within 2 min"),
          row(
              Explanation.noSample(),
              Reason.IDLE_NOT_CONFIRMED,
              "no sample taken after the last task says that the subscription is empty"),
          row(
              Explanation.surplus(11, HALF_A_MINUTE, FEW),
              Reason.SURPLUS,
              "no more than 11 pods were needed for 30 s: none arrive and no task waits"),
          row(
              Explanation.fallback(4, MINUTES),
              Reason.FALLBACK,
              "the backlog has been unknown for 2 min, so spec.scaling.fallback applies, which is 4 pods"),
          row(
              Explanation.behavior(FEW, "scaleUp", 7),
              Reason.BEHAVIOR,
              "none arrive and no task waits; spec.scaling.behavior.scaleUp allows 7 now"),
          row(
              Explanation.maximum(FEW, 7),
              Reason.MAXIMUM,
              "none arrive and no task waits; maxReplicas allows 7"),
          row(
              Explanation.minimum(FEW, 2),
              Reason.MINIMUM,
              "none arrive and no task waits; minReplicas keeps 2"),
          row(
              Explanation.schedule(FEW, "0 8 * * 1-5", 3),
              Reason.SCHEDULE,
              "none arrive and no task waits; the schedule '0 8 * * 1-5' keeps 3"),
          row(
              Explanation.pinned(3, 5),
              Reason.PINNED,
              "spec.replicas pins the pool at 3; otherwise it would have 5"),
          row(
              Explanation.notPullable(),
              Reason.NOT_PULLABLE,
              "the pool can't work on its subscription yet, as condition Ready says, so pods are neither added nor removed"),
          row(
              Explanation.advised(FEW, 9, 5),
              Reason.ADVISED,
              "advice: 9 instead of 5; none arrive and no task waits"),
          row(
              Explanation.advised(FEW, 5, 5),
              Reason.ADVISED,
              "advice: stay at 5; none arrive and no task waits"),
          row(Explanation.paused(), Reason.PAUSED, "the pool is paused by spec.mode"));

  private Explanations() {}

  static List<Example> examples() {
    return EXAMPLES;
  }

  /** One that gives {@code reason}. */
  public static Explanation giving(Reason reason) {
    return EXAMPLES.stream()
        .filter(example -> example.reason() == reason)
        .map(Example::explanation)
        .findFirst()
        .orElseThrow(() -> new AssertionError("an example of " + reason + " is missing here"));
  }

  private static Capacity capacity(boolean measured, int slots) {
    return new Capacity(5, measured, slots, OptionalDouble.empty());
  }

  private static Capacity limited(double perSecond) {
    return new Capacity(0.25, true, 4, OptionalDouble.of(perSecond));
  }

  private static Example row(Explanation explanation, Reason reason, String clause) {
    return new Example(explanation, reason, clause);
  }
}
