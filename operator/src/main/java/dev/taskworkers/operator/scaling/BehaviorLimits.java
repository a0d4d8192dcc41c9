// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.input.Behavior.Direction;
import dev.taskworkers.operator.scaling.input.Behavior.Kind;
import dev.taskworkers.operator.scaling.input.Behavior.Rule;
import dev.taskworkers.operator.scaling.input.Behavior.Select;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Keeps a step within the user's {@code behavior}, as a HorizontalPodAutoscaler would: a rule
 * counts from the pods that were asked for when its period began, however many were added and
 * removed since.
 */
final class BehaviorLimits {
  private final DecisionContext context;
  private final int desired;

  BehaviorLimits(DecisionContext context) {
    this.context = context;
    this.desired = context.desired();
  }

  Step limit(Step step) {
    if (step.replicas() > desired) {
      var up = context.policy().behavior().up();
      var most = Math.min(steadyNeed(up, step.replicas()), most(up));
      return within(step, Math.min(step.replicas(), Math.max(desired, most)), "scaleUp");
    }
    if (step.replicas() < desired) {
      var fewest = fewest(context.policy().behavior().down());
      return within(step, Math.max(step.replicas(), Math.min(desired, fewest)), "scaleDown");
    }
    return step;
  }

  private static Step within(Step step, int replicas, String direction) {
    return replicas == step.replicas()
        ? step
        : new Step(replicas, Explanation.behavior(step.explanation(), direction, replicas));
  }

  /** What was needed during all of the stabilization window. */
  private int steadyNeed(Direction up, int needed) {
    return up.stabilization()
        .map(window -> context.memory().fewestNeededSince(context.now().minus(window), needed))
        .orElse(needed);
  }

  private int most(Direction up) {
    return selected(
        up, rule -> above(before(rule), rule), up.select() == Select.MIN, Integer.MAX_VALUE);
  }

  private int fewest(Direction down) {
    return selected(down, rule -> below(before(rule), rule), down.select() == Select.MAX, 0);
  }

  /** Of what the rules allow the smallest or the largest; {@code desired} when disabled. */
  private int selected(
      Direction direction, ToIntFunction<Rule> allowed, boolean smallest, int without) {
    if (direction.select() == Select.DISABLED) {
      return desired;
    }
    IntStream all = direction.rules().stream().mapToInt(allowed);
    return (smallest ? all.min() : all.max()).orElse(without);
  }

  /** An empty pool has no per cent to grow by, so it may have one pod. */
  private static int above(int base, Rule rule) {
    return rule.kind() == Kind.PODS
        ? base + rule.value()
        : Math.max(1, (int) Math.ceil(base * (1 + rule.value() / 100.0)));
  }

  private static int below(int base, Rule rule) {
    return rule.kind() == Kind.PODS
        ? base - rule.value()
        : (int) Math.floor(base * (1 - rule.value() / 100.0));
  }

  private int before(Rule rule) {
    return context.memory().desiredAt(context.now().minus(rule.period()), desired);
  }
}
