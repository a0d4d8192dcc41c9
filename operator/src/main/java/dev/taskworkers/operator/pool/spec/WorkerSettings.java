// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the worker's own process and, beside an HTTP server, of its container.
 *
 * @param logLevel in the worker's word for it
 * @param requests of that container; empty: as the chart says
 * @param limits of that container; empty: as the chart says
 * @param imagePullPolicy of that container
 * @param env more variables of that container
 * @param volumeMounts of that container
 */
public record WorkerSettings(
    Optional<String> logLevel,
    Map<String, Quantity> requests,
    Map<String, Quantity> limits,
    Optional<String> imagePullPolicy,
    List<EnvVar> env,
    List<VolumeMount> volumeMounts) {
  /** Where nothing is said. */
  static final WorkerSettings NONE =
      new WorkerSettings(
          Optional.empty(), Map.of(), Map.of(), Optional.empty(), List.of(), List.of());
}
