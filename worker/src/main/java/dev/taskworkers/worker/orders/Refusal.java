// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.orders;

/** Why an order is refused. */
public enum Refusal {
  NO_KEY("this worker has no key to tell the operator's orders from others"),
  NO_PROOF("it has none"),
  OTHER_POD("it is for another pod"),
  WRONG_KEY("it is signed with a key that this pod does not have"),
  OLD("it is from another time; compare the clocks of the nodes"),
  REPLAYED("a later one has come before it"),
  ALTERED("the signature is not that of this order");

  private final String why;

  Refusal(String why) {
    this.why = why;
  }

  /** For whoever sent the order. */
  public String sentence() {
    return "Expected an order with the operator's proof, but " + why + ".";
  }
}
