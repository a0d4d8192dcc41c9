// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.expect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The user's pod template, read.
 *
 * @param worker index of the container that runs the tasks
 */
record WorkerTemplate(PodTemplateSpec pod, int worker) {
  static WorkerTemplate read(JsonNode raw, Handler handler) {
    try {
      var pod = Serialization.jsonMapper().treeToValue(raw, PodTemplateSpec.class);
      expect(
          pod != null && pod.getSpec() != null && !pod.getSpec().getContainers().isEmpty(),
          "spec.template.spec.containers: expected at least one container, but found none");
      var containers = pod.getSpec().getContainers();
      expect(
          containers.stream().allMatch(c -> c != null && c.getName() != null),
          "spec.template.spec.containers: expected a name for each container, but one has none");
      expect(
          !handler.has(Handler.Trait.BESIDE_SERVER)
              || names(containers).noneMatch(Pool.SIDECAR::equals),
          "spec.template.spec.containers: the name '"
              + Pool.SIDECAR
              + "' is that of the worker beside an HTTP server; choose another one");
      expect(
          !"true".equals(annotations(pod).get(Pool.DRAIN)),
          "spec.template.metadata.annotations: "
              + Pool.DRAIN
              + " has each new pod replaced again; annotate the one pod that should go instead");
      var worker = worker(containers);
      if (handler.has(Handler.Trait.OUR_WORKER) && !handler.has(Handler.Trait.BESIDE_SERVER)) {
        containers.get(worker).getVolumeMounts().stream()
            .filter(Objects::nonNull)
            .forEach(
                mount ->
                    MountPaths.check(
                        mount.getMountPath(),
                        "spec.template.spec.containers["
                            + worker
                            + "].volumeMounts of the worker"));
      }
      if (handler.isBroughtInto(containers.get(worker))) {
        InjectedTemplate.check(pod.getSpec(), worker);
      }
      return new WorkerTemplate(pod, worker);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "spec.template is not a pod template: " + e.getOriginalMessage() + ".");
    }
  }

  private static Map<String, String> annotations(PodTemplateSpec pod) {
    return Optional.ofNullable(pod.getMetadata()).map(ObjectMeta::getAnnotations).orElse(Map.of());
  }

  private static Stream<String> names(List<Container> containers) {
    return containers.stream().map(Container::getName).filter(Objects::nonNull);
  }

  private static int worker(List<Container> containers) {
    return IntStream.range(0, containers.size())
        .filter(i -> Pool.WORKER.equals(containers.get(i).getName()))
        .findFirst()
        .orElse(0);
  }
}
