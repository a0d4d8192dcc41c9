// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One place in the line of an ordering key: its task, or the moment until which it is kept for one
 * that went back. Given up, it holds up nobody and marks where its task stood.
 */
final class KeyPlace {
  /** A mark is of use no longer than those behind it are on their way, which ends with a lease. */
  private static final Duration MARKED_FOR = Leases.LENGTH.plus(Leases.LENGTH);

  private final Instant published;

  /** Null while it has gone back. */
  private LeasedTask task;

  /** A later delivery of the same task, which takes the place when this one fails or is lost. */
  private LeasedTask again;

  /** Null while it is kept for nobody. */
  private Moment keptUntil;

  private boolean isMark;

  KeyPlace(Instant published) {
    this.published = published;
  }

  Instant published() {
    return published;
  }

  boolean isEmpty() {
    return task == null;
  }

  /** Whether it is the place of {@code one}, which is in hand. */
  boolean isOf(LeasedTask one) {
    return task == one;
  }

  Optional<LeasedTask> task() {
    return Optional.ofNullable(task);
  }

  Optional<LeasedTask> again() {
    return Optional.ofNullable(again);
  }

  /** The task is here. */
  void take(LeasedTask one) {
    task = one;
  }

  /** A later delivery of the task waits for what becomes of this one. */
  void takeAgain(LeasedTask one) {
    again = one;
  }

  /** If {@code one} is the later delivery, nobody waits there any more. */
  boolean dropAgain(LeasedTask one) {
    var isAgain = again == one;
    again = isAgain ? null : again;
    return isAgain;
  }

  /** The later delivery, if there is one, has the place now. */
  void giveWay() {
    task = again;
    again = null;
  }

  Stream<LeasedTask> all() {
    return Stream.of(task(), again()).flatMap(Optional::stream);
  }

  void keep(Moment until) {
    keptUntil = until;
  }

  /** It is neither kept nor a mark any more. */
  void fill() {
    keptUntil = null;
    isMark = false;
  }

  /** It is kept no more, but marks the place. */
  void giveUp() {
    isMark = true;
  }

  boolean isKept() {
    return keptUntil != null && !isMark;
  }

  boolean isMark() {
    return isMark;
  }

  /** Whether it is kept until a moment that nobody knows yet. */
  boolean isKeptForEver() {
    return isKept() && keptUntil.equals(Moment.NEVER);
  }

  boolean isOverdue(Moment now) {
    return isKept() && !keptUntil.isAfter(now);
  }

  /** Whether it is a mark that is of no use any more. */
  boolean isForgotten(Moment now) {
    return isMark && !keptUntil.plus(MARKED_FOR).isAfter(now);
  }
}
