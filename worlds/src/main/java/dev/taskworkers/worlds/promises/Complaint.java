// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.worlds.promises.History.State;
import java.util.BitSet;
import java.util.function.Predicate;

/**
 * One thing that can be wrong, and how the status says so.
 *
 * @param what it is, as the end of a sentence
 * @param said whether a state of the condition says so
 * @param must the seconds in which it is so, beyond doubt
 * @param evidence from then to the evidence, seconds
 * @param may the seconds in which it may be said
 * @param remembered for how long the documentation has it said after that, seconds
 * @param unsure for how long it may be said without cause, since what tells better is yet to come
 */
record Complaint(
    String what,
    ConditionType condition,
    Predicate<State> said,
    BitSet must,
    int evidence,
    BitSet may,
    int remembered,
    int unsure) {

  Complaint(
      String what,
      ConditionType condition,
      Predicate<State> said,
      BitSet must,
      int evidence,
      BitSet may,
      int remembered) {
    this(what, condition, said, must, evidence, may, remembered, 0);
  }

  boolean isSaid(History history, int second) {
    return history.condition(condition, second).filter(said).isPresent();
  }

  /** Whether it has been said for longer than one may be unsure. */
  boolean isSaidForGood(History history, int second) {
    return isSaid(history, second)
        && history.conditions().get(condition).floorKey((double) second) <= second - unsure;
  }
}
