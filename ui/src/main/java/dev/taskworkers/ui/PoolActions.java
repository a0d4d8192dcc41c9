// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import java.util.List;
import java.util.OptionalInt;

/** What may be done to a pool, with the rights of whoever looks. */
public interface PoolActions {
  /**
   * What may be done to the pool {@code NAMESPACE/NAME}; empty for who may do nothing.
   *
   * @throws IllegalStateException when that can't be told, with a sentence for people
   */
  List<Offer> offers(String pool);

  /**
   * Does it.
   *
   * @param pods for an action that {@link Offer#asksForPods}
   */
  Result perform(String pool, String action, OptionalInt pods);

  /** Has one of its workers finish its tasks and be replaced: the action {@code drain}. */
  Result drain(String pool, String worker);

  /**
   * An action that is offered.
   *
   * @param action its word
   * @param effect what it will touch, as a sentence
   * @param command the line of kubectl that does the same; {@code N} stands for a number of pods,
   *     {@code POD} for a worker's
   */
  record Offer(String action, String effect, String command, boolean asksForPods) {}

  /**
   * What came of it.
   *
   * @param status of HTTP
   * @param sentence for people
   */
  record Result(int status, String sentence) {}

  /** Whether anything may be offered to anybody. */
  default boolean mayOffer() {
    return true;
  }

  /** Of a page on which nothing can be done. */
  static PoolActions none() {
    return new PoolActions() {
      @Override
      public boolean mayOffer() {
        return false;
      }

      @Override
      public List<Offer> offers(String pool) {
        return List.of();
      }

      @Override
      public Result perform(String pool, String action, OptionalInt pods) {
        return new Result(403, "This page is read-only.");
      }

      @Override
      public Result drain(String pool, String worker) {
        return new Result(403, "This page is read-only.");
      }
    };
  }
}
