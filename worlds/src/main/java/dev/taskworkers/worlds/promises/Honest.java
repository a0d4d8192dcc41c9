// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import java.util.Optional;

/** Whatever is wrong stands in a condition, and what is right is never called wrong. */
final class Honest implements Promise {
  /** From the first evidence to the word, and from the last evidence to the end of the word. */
  private static final int WITHIN = 120;

  @Override
  public String name() {
    return "honest";
  }

  @Override
  public String sentence() {
    return "Within two minutes after the evidence, the status says that a worker can't be heard"
        + " (WorkersHeard), that a pod has no node or its handler does not answer (PodsHealthy),"
        + " that samples are missing (BacklogKnown), that somebody else sets the replicas"
        + " (ReplicasContested), that a doorbell is cut or deaf (ArrivalsKnown), and that most"
        + " tasks fail (TasksFailing). It does not say so without cause, or for longer than two"
        + " minutes after the evidence ends.";
  }

  @Override
  public boolean appliesTo(History history) {
    return !history.conditions().isEmpty();
  }

  @Override
  public Optional<Broken> check(History history) {
    return Complaints.of(history).stream()
        .flatMap(
            complaint -> missing(complaint, history).or(() -> wrong(complaint, history)).stream())
        .min((one, other) -> Double.compare(one.at(), other.at()));
  }

  /** What must be said for longer than two minutes, and is not. */
  private static Optional<Broken> missing(Complaint complaint, History history) {
    var sight = new KnownSignals(history.world());
    var lasted = 0;
    var must = complaint.must();
    for (var second = must.nextSetBit(0); second >= 0; second = must.nextSetBit(second + 1)) {
      lasted = second > 0 && must.get(second - 1) ? lasted + 1 : 0;
      if (lasted > WITHIN + complaint.evidence()
          && !complaint.isSaid(history, second)
          && second - sight.ledSince(second) > WITHIN + complaint.evidence()) {
        return Optional.of(
            new Broken(second, complaint.what() + ", and the status does not say so."));
      }
    }
    return Optional.empty();
  }

  /** What is said though it has not been so for longer than two minutes. */
  private static Optional<Broken> wrong(Complaint complaint, History history) {
    var sight = new KnownSignals(history.world());
    var since = -1 - WITHIN - complaint.remembered();
    for (var second = 0; second < history.truth().seconds(); second++) {
      since = complaint.may().get(second) ? second : since;
      if (second - since > WITHIN + complaint.remembered()
          && complaint.isSaidForGood(history, second)
          && second - sight.ledSince(second) > WITHIN + complaint.remembered()) {
        return Optional.of(
            new Broken(
                second,
                "The status says "
                    + complaint.condition().word()
                    + " is "
                    + history.condition(complaint.condition(), second).orElseThrow()
                    + ", but it is not true that "
                    + complaint.what()
                    + "."));
      }
    }
    return Optional.empty();
  }
}
