// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Our worker in the container of an image that need not know of it: an init container copies the
 * worker, with all that it needs of a system, into a volume of the pod, and the container starts it
 * from there. A container with a command of its own starts its worker itself.
 */
final class InjectedWorker {
  /** Where the init container has the volume: in the worker's folder it has what it copies. */
  private static final String TARGET = "/target";

  /**
   * When nodes pull our image, unless a pool says otherwise. Its name says which version it is,
   * also where that is 'latest' in the node alone.
   */
  static final String PULL_POLICY = "IfNotPresent";

  private InjectedWorker() {}

  static boolean isIn(Pool pool) {
    return pool.handler().isBroughtInto(pool.container());
  }

  /** Adds the volume, and first of all init containers the one that fills it. */
  static void bring(Pool pool, PodSpecBuilder pod, String image) {
    pod.addNewVolume()
        .withName(Pool.RUNTIME)
        .withNewEmptyDir()
        .withSizeLimit(new Quantity("512", "Mi"))
        .endEmptyDir()
        .endVolume()
        .addToInitContainers(
            0,
            new ContainerBuilder()
                .withName(Pool.RUNTIME)
                .withImage(image)
                .withImagePullPolicy(PULL_POLICY)
                .withCommand(Pool.RUNTIME_FOLDER + "/init", "-c", Pool.RUNTIME_FOLDER, TARGET)
                .withResources(resources(pool.container().getResources()))
                .withSecurityContext(OwnContainer.securityContext(pool.template().getSpec()))
                .addNewVolumeMount()
                .withName(Pool.RUNTIME)
                .withMountPath(TARGET)
                .endVolumeMount()
                .build());
  }

  /**
   * Those of the worker, which runs when the copy is done, so that the pod takes no more for it and
   * keeps its class of service, and a quota for each resource finds what it asks for. Where the
   * template leaves them to a LimitRange of the namespace, that fills these in, too.
   */
  private static ResourceRequirements resources(ResourceRequirements worker) {
    return worker == null
        ? null
        : new ResourceRequirementsBuilder()
            .withRequests(withoutDevices(worker.getRequests()))
            .withLimits(withoutDevices(worker.getLimits()))
            .build();
  }

  private static Map<String, Quantity> withoutDevices(Map<String, Quantity> given) {
    var kept = new LinkedHashMap<String, Quantity>();
    for (var resource : List.of("cpu", "ephemeral-storage", "memory")) {
      if (given != null && given.get(resource) != null) {
        kept.put(resource, given.get(resource));
      }
    }
    return kept;
  }

  /** The container as it starts the worker. */
  static Container starting(Container container) {
    return new ContainerBuilder(container)
        .withCommand(Pool.RUNTIME_FOLDER + "/worker")
        .addNewVolumeMount()
        .withName(Pool.RUNTIME)
        .withMountPath(Pool.RUNTIME_FOLDER)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }
}
