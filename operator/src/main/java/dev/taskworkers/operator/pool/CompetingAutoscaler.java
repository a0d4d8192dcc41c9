// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;

/**
 * Who has set the replicas of a pool's Deployment besides the operator. It shows only until the
 * operator sets them again, so it is remembered for a while; and where both want the same number it
 * shows for as long as they do, so that it counts from when it was first seen. What another process
 * of the operator has told of it is remembered, too.
 */
final class CompetingAutoscaler {
  /** What its message says after who it is. */
  static final String SETS = " sets the replicas of the pool's Deployment, too";

  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private Optional<ManagedFieldsEntry> last = Optional.empty();
  private Optional<String> manager = Optional.empty();
  private Instant at = Instant.MIN;

  /** At first it has only what {@code status} tells. */
  CompetingAutoscaler(Optional<TaskWorkerPoolStatus> status, Instant now) {
    status.flatMap(ConditionType.REPLICAS_CONTESTED::in).ifPresent(told -> restore(told, now));
  }

  /** A status can be written by others, too. */
  private void restore(Condition told, Instant now) {
    var message = Objects.requireNonNullElse(told.getMessage(), "");
    var end = message.indexOf(SETS);
    if (end > 0) {
      try {
        var since = Instant.parse(told.getLastTransitionTime());
        // One that is told for longer has been seen since, nobody knows when.
        at = since.isAfter(now.minus(REMEMBERED)) && since.isBefore(now) ? since : now;
        manager = Optional.of(message.substring(0, end));
      } catch (DateTimeParseException e) {
        manager = Optional.empty();
      }
    }
  }

  Optional<String> at(Optional<Deployment> deployment, Instant now) {
    var found = deployment.flatMap(FieldManagers::ofReplicas);
    if (found.isPresent() && !found.equals(last)) {
      last = found;
      manager = found.map(ManagedFieldsEntry::getManager);
      at = now;
    }
    return at.plus(REMEMBERED).isAfter(now) ? manager : Optional.empty();
  }
}
