// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.runtime.Printable;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

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

  Conditions set(ConditionType type, boolean status, String reason, String message) {
    return set(type, status ? "True" : "False", reason, message);
  }

  /** {@code status} is True, False or Unknown. */
  Conditions set(ConditionType type, String status, String reason, String message) {
    var text = shortened(message);
    var last = last(type, status);
    now.add(
        last.filter(same -> isSame(same, reason, text))
            .orElseGet(() -> made(type, status, reason, text, last)));
    return this;
  }

  private Optional<Condition> last(ConditionType type, String status) {
    for (var each : before) {
      if (each.getType().equals(type.word()) && each.getStatus().equals(status)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** As most are at most looks. */
  private boolean isSame(Condition last, String reason, String message) {
    return message.equals(last.getMessage())
        && Objects.equals(last.getReason(), reason)
        && Objects.equals(last.getObservedGeneration(), generation);
  }

  private Condition made(
      ConditionType type, String status, String reason, String message, Optional<Condition> last) {
    return new ConditionBuilder()
        .withType(type.word())
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withObservedGeneration(generation)
        .withLastTransitionTime(last.map(Condition::getLastTransitionTime).orElse(at))
        .build();
  }

  /** Whether a condition had that status before, and the spec is the same as then. */
  boolean isStill(ConditionType type, String status) {
    return before.stream()
        .filter(c -> c.getType().equals(type.word()) && c.getStatus().equals(status))
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
