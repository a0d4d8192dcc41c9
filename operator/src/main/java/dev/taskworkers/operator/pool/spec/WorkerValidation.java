package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.expect;

import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.crds.WorkerSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;

/** Checks the settings of the worker's own process. */
final class WorkerValidation {
  private WorkerValidation() {}

  static Optional<WorkerSpec> validate(TaskWorkerPoolSpec spec, PodTemplateSpec template) {
    var given = Optional.ofNullable(spec.worker());
    given.ifPresent(worker -> check(worker, spec, template));
    return given;
  }

  private static void check(WorkerSpec worker, TaskWorkerPoolSpec spec, PodTemplateSpec template) {
    expect(
        spec.handler().self() == null,
        "spec.worker does nothing for handler.self, which brings its own: remove it, or choose"
            + " another handler");
    expect(
        spec.handler().http() != null
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
    for (var mount : worker.volumeMounts()) {
      expect(
          template.getSpec().getVolumes().stream()
              .anyMatch(volume -> volume.getName().equals(mount.name())),
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
      return amount.getNumericalAmount().signum() >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
