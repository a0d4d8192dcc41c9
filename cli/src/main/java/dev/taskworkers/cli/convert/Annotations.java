// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import java.util.Optional;
import java.util.Set;

/** Reads KEDA's annotations of a ScaledObject as KEDA does. */
final class Annotations {
  private static final String PREFIX = "autoscaling.keda.sh/";

  /** What Go takes for false, and nothing else, is no to KEDA. */
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

  /** What the CRD allows. */
  private static final int MOST_PODS = 10_000;

  private final Fields given;
  private final Notes notes;

  Annotations(Fields given, Notes notes) {
    this.given = given;
    this.notes = notes;
  }

  /** Where one stands in its manifest. */
  String path(String annotation) {
    return given.path(PREFIX + annotation);
  }

  /** {@code spec.replicas}: the one that pins. */
  Optional<Integer> pinned() {
    var path = path("paused-replicas");
    var pinned = given.count(PREFIX + "paused-replicas");
    if (pinned.isPresent()) {
      notes.mapped(path, "spec.replicas: " + pinned.get() + ", which holds once spec.mode is Auto");
    } else if (given.has(PREFIX + "paused-replicas")) {
      notes.leftOut(path, "expected a whole number, but found nothing");
    }
    return pinned.map(n -> Math.min(n, MOST_PODS));
  }

  /** Whether KEDA does not scale it now. */
  boolean paused() {
    var paused = isOn("paused");
    if (paused) {
      notes.mapped(path("paused"), "spec.mode: Paused");
    }
    return paused;
  }

  /** Whether one is there, and not switched off. */
  boolean isOn(String annotation) {
    if (!given.has(PREFIX + annotation)) {
      return false;
    }
    var isOn = !FALSE.contains(given.text(PREFIX + annotation).orElse(""));
    if (!isOn) {
      notes.leftOut(path(annotation), "it is switched off");
    }
    return isOn;
  }
}
