package dev.taskworkers.operator.pool.deployment;

import dev.taskworkers.crds.WorkerSpec;
import dev.taskworkers.crds.WorkerSpec.Resources;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a pool's author may say of the container beside an HTTP server, in Kubernetes' words. */
final class Sidecar {
  private Sidecar() {}

  /** Each part that the author gives replaces the usual one. */
  static ResourceRequirements resources(Optional<WorkerSpec> settings, ResourceRequirements usual) {
    var given = settings.map(WorkerSpec::resources);
    return new ResourceRequirementsBuilder()
        .withRequests(
            given.map(Resources::requests).filter(Sidecar::isSaid).orElse(usual.getRequests()))
        .withLimits(given.map(Resources::limits).filter(Sidecar::isSaid).orElse(usual.getLimits()))
        .build();
  }

  private static boolean isSaid(Map<?, ?> amounts) {
    return !amounts.isEmpty();
  }

  /** The author's own variables, and of {@code others} those with other names. */
  static List<EnvVar> environment(Optional<WorkerSpec> settings, List<EnvVar> others) {
    var own =
        settings.map(WorkerSpec::env).orElse(List.of()).stream()
            .map(variable -> new EnvVar(variable.name(), variable.value(), null))
            .toList();
    var names = own.stream().map(EnvVar::getName).collect(Collectors.toSet());
    return Stream.concat(
            own.stream(), others.stream().filter(other -> !names.contains(other.getName())))
        .toList();
  }

  static List<VolumeMount> mounts(Optional<WorkerSpec> settings) {
    return settings.map(WorkerSpec::volumeMounts).orElse(List.of()).stream()
        .map(
            mount ->
                new VolumeMountBuilder()
                    .withName(mount.name())
                    .withMountPath(mount.mountPath())
                    .withSubPath(mount.subPath())
                    // What is false is left out, or the API server would leave it out.
                    .withReadOnly(Boolean.TRUE.equals(mount.readOnly()) ? true : null)
                    .build())
        .toList();
  }
}
