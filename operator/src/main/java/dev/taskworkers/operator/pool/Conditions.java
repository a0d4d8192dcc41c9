// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.runtime.Printable;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Builds a list of conditions whose transition times move only when a status does. */
final class Conditions {
  /** What is quoted of a spec may be as long as its author likes; the API server takes 32 KiB. */
  private static final int LONGEST = 4096;

  private final List<Condition> before;
  private final List<Condition> now = new ArrayList<>();
  private final long generation;
  private final String at;

  Conditions(List<Condition> before, Long generation, Instant at) {
    this.before = before;
    this.generation = generation == null ? 0 : generation;
    this.at = at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  Conditions set(String type, boolean status, String reason, String message) {
    return set(type, status ? "True" : "False", reason, message);
  }

  /** {@code status} is True, False or Unknown. */
  Conditions set(String type, String status, String reason, String message) {
    var last = last(type, status);
    var text = shortened(message);
    now.add(
        last != null && isSame(last, reason, text) ? last : made(type, status, reason, text, last));
    return this;
  }

  private Condition last(String type, String status) {
    for (var each : before) {
      if (each.getType().equals(type) && each.getStatus().equals(status)) {
        return each;
      }
    }
    return null;
  }

  /** As most are at most looks. */
  private boolean isSame(Condition last, String reason, String message) {
    return message.equals(last.getMessage())
        && Objects.equals(last.getReason(), reason)
        && Objects.equals(last.getObservedGeneration(), generation);
  }

  private Condition made(
      String type, String status, String reason, String message, Condition last) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withObservedGeneration(generation)
        .withLastTransitionTime(last == null ? at : last.getLastTransitionTime())
        .build();
  }

  /** Whether a condition had that status before, and the spec is the same as then. */
  boolean isStill(String type, String status) {
    return before.stream()
        .filter(c -> c.getType().equals(type) && c.getStatus().equals(status))
        .anyMatch(c -> Objects.equals(c.getObservedGeneration(), generation));
  }

  private static String shortened(String message) {
    return Printable.of(message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message);
  }

  /** An enum's name as conditions write it, {@code Fresh} for {@code FRESH}. */
  static String word(Enum<?> value) {
    return value.name().charAt(0) + value.name().substring(1).toLowerCase(Locale.ROOT);
  }

  List<Condition> list() {
    return List.copyOf(now);
  }
}
