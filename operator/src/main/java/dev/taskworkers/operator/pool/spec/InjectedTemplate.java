// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.runtime.UsageException.expect;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Objects;
import java.util.stream.Stream;

/** What a template leaves to the operator where that brings the worker into a container of it. */
final class InjectedTemplate {
  private static final String INSTEAD =
      ", or give the worker's container a command, for example [/opt/taskworkers/worker] in an"
          + " image that has the worker";

  private InjectedTemplate() {}

  static void check(PodSpec pod, int worker) {
    var container = pod.getContainers().get(worker);
    var field = "spec.template.spec.containers[" + worker + "].";
    expect(
        container.getArgs().isEmpty(),
        field
            + "args of the worker: expected none, because the worker that the operator starts takes"
            + " no arguments, but found "
            + container.getArgs()
            + "; remove them"
            + INSTEAD);
    container.getVolumeMounts().stream()
        .map(mount -> mount.getMountPath())
        .filter(Objects::nonNull)
        .forEach(
            path ->
                expect(
                    !MountPaths.isIn(Pool.RUNTIME_FOLDER, path),
                    field
                        + "volumeMounts of the worker: expected no volume at "
                        + Pool.RUNTIME_FOLDER
                        + ", where the operator brings the worker, but found '"
                        + path
                        + "'; choose another path"
                        + INSTEAD));
    notTaken("volumes", pod.getVolumes().stream().map(Volume::getName));
    notTaken("initContainers", pod.getInitContainers().stream().map(Container::getName));
    notTaken("containers", pod.getContainers().stream().map(Container::getName));
  }

  private static void notTaken(String field, Stream<String> names) {
    expect(
        names.noneMatch(Pool.RUNTIME::equals),
        "spec.template.spec."
            + field
            + ": the operator needs the name '"
            + Pool.RUNTIME
            + "' to bring the worker; choose another one"
            + INSTEAD);
  }
}
