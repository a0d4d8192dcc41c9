// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.estimate.History;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps a pool from growing where more pods would not help; may ask for a second pod where the
 * first one does not become ready.
 */
final class ScaleUpVetoes {
  private static final Duration SLOW_START = Duration.ofMinutes(2);

  /** Unplaced pods that never stop a pool from growing. */
  private static final int UNPLACED = 10;

  /** A container that has ended is started again and ready within this time, as a rule. */
  private static final Duration BACK_WITHIN = Duration.ofMinutes(1);

  /** Pods that are tried before it is said that they don't become ready. */
  private static final int TRIED = 2;

  /** A cluster that adds nodes does so within minutes. */
  private static final Duration NO_NODE_WITHIN = Duration.ofMinutes(5);

  /** Slower ones do so within this time; which pods were ready before is not remembered. */
  private static final Duration NO_NODE_AT_MOST = Duration.ofMinutes(10);

  private final DecisionContext context;
  private final int desired;
  private final ScalingState memory;
  private final Instant now;

  ScaleUpVetoes(DecisionContext context) {
    this.context = context;
    this.desired = context.desired();
    this.memory = context.memory();
    this.now = context.now();
  }

  /** Why the pool must not grow, if anything speaks against it. */
  Optional<Step> against() {
    return failing()
        .or(this::noRoom)
        .map(this::stay)
        .or(() -> neverReady().map(why -> new Step(tried(), why)))
        .or(() -> noGain().map(this::stay));
  }

  /**
   * Another pod beside the only one, if tasks wait for that and it has not been ready for long; and
   * both, as long as none of them is, though one would do if it were.
   */
  Optional<Step> instead(Step wanted) {
    return desired > 0
            && desired <= TRIED
            && tried() > Math.max(1, wanted.replicas())
            && context.estimate().waiting() >= 0.5
            && memory.track().history().hadNoneReadySince(now.minus(BACK_WITHIN))
        ? neverReady().map(why -> new Step(tried(), why))
        : Optional.empty();
  }

  private Step stay(Explanation why) {
    return new Step(desired, why);
  }

  /** One pod that does not become ready says nothing of the next, which may get another node. */
  private int tried() {
    return Math.max(desired, Math.min(TRIED, context.policy().maxReplicas()));
  }

  private Optional<Explanation> failing() {
    return Optional.of(Failures.in(memory.track().history(), now))
        .filter(Failures::areMost)
        .map(Explanation::tasksFailing);
  }

  /**
   * A cluster adds nodes for pods that it can't place, so that such pods are not a reason to stop;
   * but not many more are asked for than it has placed, and none while it has placed none for long.
   */
  private Optional<Explanation> noRoom() {
    var pods = context.seen().pods();
    var many = pods.unschedulable() > Math.max(UNPLACED, pods.ready());
    var within = Seconds.shorter(within(NO_NODE_WITHIN), NO_NODE_AT_MOST);
    var inVain =
        pods.unschedulableFor().compareTo(within) >= 0 && noneReadySince(now.minus(within));
    return pods.unschedulable() > 0 && (many || inVain)
        ? Optional.of(
            Explanation.unplaced(
                pods.unschedulable(), desired, many ? Optional.empty() : Optional.of(within)))
        : Optional.empty();
  }

  /** Whether more pods have been asked for than were ready since {@code from}, and none came. */
  private boolean noneReadySince(Instant from) {
    var history = memory.track().history();
    var asked = memory.fewestDesiredSince(from, 0);
    var then = history.at(from).map(History.Tick::ready).orElse(0);
    return history.covers(from) && asked > then && context.seen().pods().ready() <= then;
  }

  /**
   * Most pods that were asked for long ago are not ready: something keeps them from starting, or
   * has befallen them since.
   */
  private Optional<Explanation> neverReady() {
    var since = within(SLOW_START);
    var asked = memory.fewestDesiredSince(now.minus(since), 0);
    var pods = context.seen().pods();
    return memory.reaches(now.minus(since)) && 2 * pods.ready() < asked
        ? Optional.of(
            Explanation.notReady(
                pods.ready(), asked, since, pods.unschedulable() > 0, tried() > desired))
        : Optional.empty();
  }

  /** At least so long, and twice as long as pods have taken to start. */
  private Duration within(Duration least) {
    return Seconds.longer(least, context.twiceToReady());
  }

  private Optional<Explanation> noGain() {
    return memory
        .upStep()
        .flatMap(step -> step.refuted(memory.track().history(), context.seen().pods().ready(), now))
        .map(Explanation::downstreamSaturated);
  }
}
