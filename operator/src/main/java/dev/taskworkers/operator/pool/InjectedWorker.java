package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.Handler;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;

/**
 * Our worker in the container of an image that need not know of it: an init container copies the
 * worker, with all that it needs of a system, into a volume of the pod, and the container starts it
 * from there. A container with a command of its own starts its worker itself.
 */
final class InjectedWorker {
  /** The init container, and the volume that it fills. */
  static final String NAME = "taskworkers-runtime";

  /** Where the worker's image has it, and where its files expect each other. */
  private static final String FOLDER = "/opt/taskworkers";

  /** Where the init container has the volume: in its own {@link #FOLDER} it has what it copies. */
  private static final String TARGET = "/target";

  private InjectedWorker() {}

  static boolean isIn(Pool pool) {
    var handler = pool.handler();
    return handler.has(Handler.Trait.OUR_WORKER)
        && !handler.has(Handler.Trait.BESIDE_SERVER)
        && pool.template().getSpec().getContainers().get(pool.worker()).getCommand().isEmpty();
  }

  /** Adds the volume, and first of all init containers the one that fills it. */
  static void bring(PodSpecBuilder pod, String image, SecurityContext restricted) {
    pod.addNewVolume()
        .withName(NAME)
        .withNewEmptyDir()
        .withSizeLimit(new Quantity("512", "Mi"))
        .endEmptyDir()
        .endVolume()
        .addToInitContainers(
            0,
            new ContainerBuilder()
                .withName(NAME)
                .withImage(image)
                // Its name says which version it is, also where that is 'latest' in the node alone.
                .withImagePullPolicy("IfNotPresent")
                .withCommand(FOLDER + "/init", "-c", FOLDER, TARGET)
                .withNewResources()
                .addToRequests("cpu", new Quantity("10", "m"))
                .addToRequests("memory", new Quantity("16", "Mi"))
                .addToLimits("memory", new Quantity("64", "Mi"))
                .endResources()
                .withSecurityContext(restricted)
                .addNewVolumeMount()
                .withName(NAME)
                .withMountPath(TARGET)
                .endVolumeMount()
                .build());
  }

  /** The container as it starts the worker. */
  static Container starting(Container container) {
    return new ContainerBuilder(container)
        .withCommand(FOLDER + "/worker")
        .addNewVolumeMount()
        .withName(NAME)
        .withMountPath(FOLDER)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }
}
