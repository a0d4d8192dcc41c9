// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.stories;

import dev.taskworkers.operator.scaling.input.Policy;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;

/** What happens to a pool, by the second; unless told otherwise, all is seen and tasks take 5 s. */
final class Story {
  /** The duration of a task among {@code running} others. */
  interface Duration {
    double seconds(int running);
  }

  final String name;
  final int seconds;

  /** Tasks that arrive. */
  final IntToDoubleFunction perSecond;

  /** Tasks that have waited for a while when the pool is made. */
  int before;

  /** How long a task takes that starts while so many run. */
  Duration taskSeconds = running -> 5;

  /** The share of the runs that fail and come again. */
  double failing;

  /** Pods that the cluster has room for. */
  int room = 1000;

  /** Whether arrivals are counted. */
  IntPredicate doorbell = second -> true;

  /** Whether workers report. */
  IntPredicate reports = second -> true;

  /** Whether Monitoring shows anything. */
  IntPredicate samples = second -> true;

  /** Whether each report finds a slot that waits for the answer to a pull. */
  boolean pulling;

  UnaryOperator<Policy> policy = usual -> usual;

  private Story(String name, int seconds, IntToDoubleFunction perSecond) {
    this.name = name;
    this.seconds = seconds;
    this.perSecond = perSecond;
  }

  static Story of(String name, int seconds, IntToDoubleFunction perSecond) {
    return new Story(name, seconds, perSecond);
  }

  Story withBefore(int tasks) {
    before = tasks;
    return this;
  }

  Story seeing(IntPredicate counts, IntPredicate told, IntPredicate sampled) {
    doorbell = counts;
    reports = told;
    samples = sampled;
    return this;
  }

  Story taking(Duration time) {
    taskSeconds = time;
    return this;
  }

  Story failing(double share) {
    failing = share;
    return this;
  }

  Story withRoomFor(int pods) {
    room = pods;
    return this;
  }

  Story wanting(UnaryOperator<Policy> other) {
    policy = other;
    return this;
  }

  Story withSlotsThatPull() {
    pulling = true;
    return this;
  }

  @Override
  public String toString() {
    return name;
  }
}
