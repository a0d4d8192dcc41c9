// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the worker's own process and, beside an HTTP server, of its container.
 *
 * @param logLevel in the worker's word for it
 * @param resources of that container; empty: as the chart says
 * @param imagePullPolicy of that container
 * @param env more variables of that container
 * @param volumeMounts of that container
 */
public record WorkerSettings(
    Optional<String> logLevel,
    Optional<ResourceRequirements> resources,
    Optional<String> imagePullPolicy,
    List<EnvVar> env,
    List<VolumeMount> volumeMounts) {
  /** Where nothing is said. */
  static final WorkerSettings NONE =
      new WorkerSettings(
          Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
}
