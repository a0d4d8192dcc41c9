// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.stories;

import dev.taskworkers.operator.scaling.input.Policy;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * What happens to a pool, by the second.
 *
 * @param before tasks that have waited for a while when the pool is made
 * @param perSecond tasks that arrive
 * @param taskSeconds how long one takes when it starts at that second and so many run
 * @param failing share of the runs that fail and come again
 * @param room pods that the cluster has room for
 * @param doorbell whether arrivals are counted
 * @param reports whether workers report
 * @param samples whether Monitoring shows anything
 * @param pulling whether each report finds a slot that waits for the answer to a pull
 */
record Story(
    String name,
    int seconds,
    int before,
    IntToDoubleFunction perSecond,
    Duration taskSeconds,
    double failing,
    int room,
    IntPredicate doorbell,
    IntPredicate reports,
    IntPredicate samples,
    boolean pulling,
    UnaryOperator<Policy> policy) {

  @Override
  public String toString() {
    return name;
  }

  /** The duration of a task among {@code running} others. */
  interface Duration {
    double seconds(int running);
  }

  /** Everything is seen, tasks take 5 s. */
  static Story of(String name, int seconds, IntToDoubleFunction perSecond) {
    return new Story(
        name,
        seconds,
        0,
        perSecond,
        running -> 5,
        0,
        1000,
        s -> true,
        s -> true,
        s -> true,
        false,
        policy -> policy);
  }

  Story withBefore(int tasks) {
    return new Story(
        name,
        seconds,
        tasks,
        perSecond,
        taskSeconds,
        failing,
        room,
        doorbell,
        reports,
        samples,
        pulling,
        policy);
  }

  Story seeing(IntPredicate counts, IntPredicate told, IntPredicate sampled) {
    return new Story(
        name,
        seconds,
        before,
        perSecond,
        taskSeconds,
        failing,
        room,
        counts,
        told,
        sampled,
        pulling,
        policy);
  }

  Story taking(Duration time) {
    return new Story(
        name, seconds, before, perSecond, time, failing, room, doorbell, reports, samples, pulling,
        policy);
  }

  Story failing(double share) {
    return new Story(
        name,
        seconds,
        before,
        perSecond,
        taskSeconds,
        share,
        room,
        doorbell,
        reports,
        samples,
        pulling,
        policy);
  }

  Story withRoomFor(int pods) {
    return new Story(
        name,
        seconds,
        before,
        perSecond,
        taskSeconds,
        failing,
        pods,
        doorbell,
        reports,
        samples,
        pulling,
        policy);
  }

  Story wanting(UnaryOperator<Policy> other) {
    return new Story(
        name,
        seconds,
        before,
        perSecond,
        taskSeconds,
        failing,
        room,
        doorbell,
        reports,
        samples,
        pulling,
        other);
  }

  Story withSlotsThatPull() {
    return new Story(
        name,
        seconds,
        before,
        perSecond,
        taskSeconds,
        failing,
        room,
        doorbell,
        reports,
        samples,
        true,
        policy);
  }
}
