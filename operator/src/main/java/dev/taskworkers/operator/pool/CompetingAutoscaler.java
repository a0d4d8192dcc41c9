package dev.taskworkers.operator.pool;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who has set the replicas of a pool's Deployment besides the operator. It shows only until the
 * operator sets them again, so it is remembered for a while; and where both want the same number it
 * shows for as long as they do, so that it counts from when it was first seen.
 */
final class CompetingAutoscaler {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private Optional<ManagedFieldsEntry> last = Optional.empty();
  private Instant at = Instant.MIN;

  Optional<String> at(Optional<Deployment> deployment, Instant now) {
    var found = deployment.flatMap(FieldManagers::ofReplicas);
    if (found.isPresent() && !found.equals(last)) {
      last = found;
      at = now;
    }
    return at.plus(REMEMBERED).isAfter(now)
        ? last.map(ManagedFieldsEntry::getManager)
        : Optional.empty();
  }
}
