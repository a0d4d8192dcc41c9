// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.runtime.UsageException.expect;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SleepAction;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
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
  private static final long LONGEST_SLEEP = Duration.ofDays(1).toSeconds();

  /**
   * An empty field is one that is absent, as to Kubernetes; nobody after this meets a null list, or
   * a null in one.
   */
  private static final ObjectMapper MAPPER = withoutNulls(Serialization.jsonMapper().copy());

  private static ObjectMapper withoutNulls(ObjectMapper mapper) {
    mapper.setDefaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SKIP, Nulls.SKIP));
    mapper
        .configOverride(List.class)
        .setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SKIP, Nulls.FAIL));
    return mapper;
  }

  static WorkerTemplate read(JsonNode raw, Handler handler) {
    try {
      var pod = MAPPER.treeToValue(raw, PodTemplateSpec.class);
      expect(
          pod != null && pod.getSpec() != null && !pod.getSpec().getContainers().isEmpty(),
          "spec.template.spec.containers: expected at least one container, but found none");
      var containers = pod.getSpec().getContainers();
      named("containers", containers.stream().map(Container::getName));
      named("volumes", pod.getSpec().getVolumes().stream().map(Volume::getName));
      check("containers", containers);
      check("initContainers", pod.getSpec().getInitContainers());
      expect(
          !handler.has(Handler.Trait.BESIDE_SERVER)
              || names(containers).noneMatch(Pool.SIDECAR::equals),
          "spec.template.spec.containers: the name '"
              + Pool.SIDECAR
              + "' is that of the worker beside an HTTP server; choose another one");
      expect(
          !"true".equals(annotations(pod).get(ClusterNames.DRAIN)),
          "spec.template.metadata.annotations: "
              + ClusterNames.DRAIN
              + " has each new pod replaced again; annotate the one pod that should go instead");
      var worker = worker(containers);
      if (handler.has(Handler.Trait.OUR_WORKER)) {
        // Beside a server, too: what that has for tracing the worker gets, with what it refers to.
        MountPaths.checkVariables(
            containers.get(worker).getEnv().stream().map(EnvVar::getName),
            "spec.template.spec.containers[" + worker + "].env");
      }
      if (handler.has(Handler.Trait.OUR_WORKER) && !handler.has(Handler.Trait.BESIDE_SERVER)) {
        containers
            .get(worker)
            .getVolumeMounts()
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

  private static void named(String list, Stream<String> names) {
    expect(
        names.allMatch(Objects::nonNull),
        "spec.template.spec." + list + ": expected a name for each, but one has none");
  }

  /** What the operator goes by where it adds to them. */
  private static void check(String list, List<Container> containers) {
    for (var i = 0; i < containers.size(); i++) {
      var container = containers.get(i);
      var field = list + "[" + i + "]";
      named(field + ".env", container.getEnv().stream().map(EnvVar::getName));
      var sleep =
          Optional.ofNullable(container.getLifecycle())
              .map(Lifecycle::getPreStop)
              .map(LifecycleHandler::getSleep)
              .map(SleepAction::getSeconds)
              .orElse(0L);
      expect(
          sleep >= 0 && sleep <= LONGEST_SLEEP,
          "spec.template.spec."
              + field
              + ".lifecycle.preStop.sleep.seconds: expected at most "
              + LONGEST_SLEEP
              + ", but found "
              + sleep);
    }
  }

  private static Map<String, String> annotations(PodTemplateSpec pod) {
    return Optional.ofNullable(pod.getMetadata()).map(ObjectMeta::getAnnotations).orElse(Map.of());
  }

  private static Stream<String> names(List<Container> containers) {
    return containers.stream().map(Container::getName);
  }

  private static int worker(List<Container> containers) {
    return IntStream.range(0, containers.size())
        .filter(i -> ClusterNames.WORKER_CONTAINER.equals(containers.get(i).getName()))
        .findFirst()
        .orElse(0);
  }
}
