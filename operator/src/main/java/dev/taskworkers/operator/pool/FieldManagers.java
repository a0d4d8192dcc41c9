// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.Labels;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Who writes a pool's Deployment besides the operator, as its managed fields tell. */
final class FieldManagers {
  private FieldManagers() {}

  /** The last one that wrote something else than its status. */
  public static Optional<String> lastBesidesUs(Deployment deployment) {
    return last(others(deployment).filter(entry -> !"status".equals(entry.getSubresource())));
  }

  /** What was last written of its replicas by way of {@code scale}, unless it was set since. */
  public static Optional<ManagedFieldsEntry> ofReplicas(Deployment deployment) {
    return latest(others(deployment).filter(entry -> "scale".equals(entry.getSubresource())));
  }

  private static Stream<ManagedFieldsEntry> others(Deployment deployment) {
    return deployment.getMetadata().getManagedFields().stream()
        .filter(entry -> entry.getManager() != null)
        .filter(entry -> !Labels.MANAGER.equals(entry.getManager()));
  }

  private static Optional<String> last(Stream<ManagedFieldsEntry> entries) {
    return latest(entries).map(ManagedFieldsEntry::getManager);
  }

  private static Optional<ManagedFieldsEntry> latest(Stream<ManagedFieldsEntry> entries) {
    return entries.max(
        Comparator.comparing(
            ManagedFieldsEntry::getTime, Comparator.nullsFirst(Comparator.naturalOrder())));
  }
}
