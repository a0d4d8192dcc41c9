// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

/** What kind of thing has the last word about a pool's pods. */
public enum Binding {
  /** What arrives and waits. */
  DEMAND("nothing"),
  /** A number that the pool's user has set. */
  LIMIT("limit"),
  /** A precaution of the decision. */
  GUARD("guard"),
  /** What is needed can't be seen. */
  SIGNAL("signal");

  private final String word;

  Binding(String word) {
    this.word = word;
  }

  /** As it is shown, for example {@code limit}. */
  public String word() {
    return word;
  }
}
