// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.runtime.UsageException.expect;

import dev.taskworkers.crds.WorkerSpec;
import dev.taskworkers.operator.ContainerResources;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the settings of the worker's own process. */
final class WorkerReader {
  private WorkerReader() {}

  static WorkerSettings read(
      Optional<WorkerSpec> given, Handler handler, PodTemplateSpec template) {
    given.ifPresent(worker -> check(worker, handler, template));
    return given.map(WorkerReader::settings).orElse(WorkerSettings.NONE);
  }

  private static WorkerSettings settings(WorkerSpec worker) {
    return new WorkerSettings(
        Optional.ofNullable(worker.logLevel()).map(l -> l.name().toLowerCase(Locale.ROOT)),
        resources(worker),
        Optional.ofNullable(worker.imagePullPolicy()).map(Enum::name),
        worker.env().stream()
            .map(variable -> new EnvVar(variable.name(), variable.value(), null))
            .toList(),
        worker.volumeMounts().stream().map(WorkerReader::mount).toList());
  }

  private static Optional<ResourceRequirements> resources(WorkerSpec worker) {
    return Optional.ofNullable(worker.resources())
        .map(
            given ->
                new ResourceRequirementsBuilder()
                    .withRequests(given.requests())
                    .withLimits(given.limits())
                    .build());
  }

  private static VolumeMount mount(WorkerSpec.Mount mount) {
    return new VolumeMountBuilder()
        .withName(mount.name())
        .withMountPath(mount.mountPath())
        .withSubPath(mount.subPath())
        // What is false is left out, or the API server would leave it out.
        .withReadOnly(Boolean.TRUE.equals(mount.readOnly()) ? true : null)
        .build();
  }

  private static void check(WorkerSpec worker, Handler handler, PodTemplateSpec template) {
    expect(
        handler.has(Handler.Trait.OUR_WORKER),
        "spec.worker does nothing for handler.self, which brings its own: remove it, or choose"
            + " another handler");
    expect(
        handler.has(Handler.Trait.BESIDE_SERVER)
            || (worker.resources() == null
                && worker.imagePullPolicy() == null
                && worker.env().isEmpty()
                && worker.volumeMounts().isEmpty()),
        "spec.worker: resources, imagePullPolicy, env and volumeMounts need handler.http; with"
            + " another handler the worker's container is the one in spec.template, so write them"
            + " there");
    resources(worker)
        .flatMap(ContainerResources::problem)
        .ifPresent(
            problem -> {
              throw new UsageException("spec.worker.resources." + problem + ".");
            });
    MountPaths.checkVariables(
        worker.env().stream().map(WorkerSpec.Variable::name), "spec.worker.env");
    var volumes =
        template.getSpec().getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
    for (var mount : worker.volumeMounts()) {
      MountPaths.check(mount.mountPath(), "spec.worker.volumeMounts");
      expect(
          volumes.contains(mount.name()),
          "spec.worker.volumeMounts: expected the name of a volume in spec.template.spec.volumes,"
              + " but found '"
              + mount.name()
              + "'");
    }
  }
}
