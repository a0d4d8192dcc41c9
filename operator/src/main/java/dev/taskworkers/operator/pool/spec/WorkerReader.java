// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.expect;

import dev.taskworkers.crds.WorkerSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.Locale;
import java.util.Map;
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
    var resources = Optional.ofNullable(worker.resources());
    return new WorkerSettings(
        Optional.ofNullable(worker.logLevel()).map(l -> l.name().toLowerCase(Locale.ROOT)),
        resources.map(WorkerSpec.Resources::requests).orElse(Map.of()),
        resources.map(WorkerSpec.Resources::limits).orElse(Map.of()),
        Optional.ofNullable(worker.imagePullPolicy()).map(Enum::name),
        worker.env().stream()
            .map(variable -> new EnvVar(variable.name(), variable.value(), null))
            .toList(),
        worker.volumeMounts().stream().map(WorkerReader::mount).toList());
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
    if (worker.resources() != null) {
      amounts(worker.resources().requests(), "spec.worker.resources.requests");
      amounts(worker.resources().limits(), "spec.worker.resources.limits");
    }
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

  /** The API server would refuse the Deployment, in words that name no field of the pool. */
  private static void amounts(Map<String, Quantity> amounts, String field) {
    amounts.forEach(
        (name, amount) ->
            expect(
                isAmount(amount),
                field
                    + "."
                    + name
                    + ": expected an amount such as 50m or 128Mi, but found '"
                    + amount
                    + "'"));
  }

  private static boolean isAmount(Quantity amount) {
    try {
      return amount != null && amount.getNumericalAmount().signum() >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
