package dev.taskworkers.operator.pool;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who has set the replicas of a pool's Deployment besides the operator. It shows only until the
 * operator sets them again, so it is remembered for a while.
 */
final class CompetingAutoscaler {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private Optional<String> who = Optional.empty();
  private Instant at = Instant.MIN;

  Optional<String> at(Optional<Deployment> deployment, Instant now) {
    var found = deployment.flatMap(FieldManagers::ofReplicas);
    if (found.isPresent()) {
      who = found;
      at = now;
    }
    return at.plus(REMEMBERED).isAfter(now) ? who : Optional.empty();
  }
}
