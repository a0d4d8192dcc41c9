// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.Labels;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Optional;

/**
 * The annotation of a Deployment that says which installation of the operator scales it. Two that
 * scale one pool undo each other's work, and roll it out in turn where they render it differently.
 *
 * @param namespace of this installation, by which a cluster knows it; its operators elect a leader
 *     there
 */
record InstallationMark(String namespace) {
  Map<String, String> annotation() {
    return Map.of(Labels.INSTALLATION, namespace);
  }

  boolean isOn(Deployment deployment) {
    return of(deployment).filter(namespace::equals).isPresent();
  }

  /** The other installation that scales {@code deployment}; empty where none does. */
  Optional<String> other(Deployment deployment) {
    return of(deployment).filter(found -> !found.equals(namespace));
  }

  private static Optional<String> of(Deployment deployment) {
    return Optional.ofNullable(deployment.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Labels.INSTALLATION));
  }
}
