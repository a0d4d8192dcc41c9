package dev.taskworkers.worker.telemetry;

/** Why an order is refused. */
public enum Refusal {
  NO_KEY("noKey", "this worker has no key to tell the operator's orders from others"),
  NO_PROOF("noProof", "it has none"),
  OTHER_POD("otherPod", "it is for another pod"),
  WRONG_KEY("wrongKey", "it is signed with a key that this pod does not have"),
  OLD("old", "it is from another time; compare the clocks of the nodes"),
  REPLAYED("replayed", "a later one has come before it"),
  ALTERED("altered", "the signature is not that of this order");

  private final String label;
  private final String why;

  Refusal(String label, String why) {
    this.label = label;
    this.why = why;
  }

  /** As metrics name it. */
  public String label() {
    return label;
  }

  /** For whoever sent the order. */
  String sentence() {
    return "Expected an order with the operator's proof, but " + why + ".";
  }
}
