// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.WorkerSettings;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a pool's author may say of the container beside an HTTP server, in Kubernetes' words. */
final class Sidecar {
  private Sidecar() {}

  /** The author's own variables, and of {@code others} those with other names. */
  static List<EnvVar> environment(WorkerSettings settings, List<EnvVar> others) {
    var own = settings.env();
    var names = own.stream().map(EnvVar::getName).collect(Collectors.toSet());
    return Stream.concat(
            own.stream(), others.stream().filter(other -> !names.contains(other.getName())))
        .toList();
  }
}
