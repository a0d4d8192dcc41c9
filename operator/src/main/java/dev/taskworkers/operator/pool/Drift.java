// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds what others changed in the pod template of a pool's Deployment, and whether they keep that
 * from being rolled out, or from being so pod by pod. What they only add is theirs. A value that
 * the API server writes in another way than we do looks like a change until it was applied once and
 * nothing came of it.
 */
final class Drift {
  /** By what the elements of a list are known, as server-side apply knows them. */
  private static final List<String> KEYS = List.of("name", "mountPath", "containerPort");

  private Optional<Rollout> asItShouldBe = Optional.empty();

  /** What a Deployment rolls out, and how. */
  private record Rollout(PodTemplateSpec template, boolean isPaused, String strategy) {
    static Rollout of(Deployment deployment) {
      var spec = deployment.getSpec();
      return new Rollout(
          spec.getTemplate(),
          Boolean.TRUE.equals(spec.getPaused()),
          Optional.ofNullable(spec.getStrategy())
              .map(DeploymentStrategy::getType)
              .orElse(DeploymentTemplate.STRATEGY));
    }

    boolean goesOn() {
      return !isPaused && strategy.equals(DeploymentTemplate.STRATEGY);
    }
  }

  /** Whether {@code live} does not roll out, pod by pod, what was {@code rendered}. */
  boolean isIn(PodTemplateSpec rendered, Deployment live) {
    var rollout = Rollout.of(live);
    if (asItShouldBe.filter(rollout::equals).isPresent()) {
      return false;
    }
    if (!rollout.goesOn() || !contains(tree(rollout.template()), tree(rendered))) {
      return true;
    }
    asItShouldBe = Optional.of(rollout);
    return false;
  }

  /** Whether it made a difference that what was rendered was applied. */
  boolean wasReverted(Deployment before, Deployment after) {
    var rollout = Rollout.of(after);
    asItShouldBe = Optional.of(rollout);
    return !rollout.equals(Rollout.of(before));
  }

  private static JsonNode tree(PodTemplateSpec template) {
    return Serialization.jsonMapper().valueToTree(template);
  }

  private static boolean contains(JsonNode live, JsonNode wanted) {
    if (wanted.isObject()) {
      return wanted.properties().stream()
          .allMatch(field -> contains(live.path(field.getKey()), field.getValue()));
    }
    if (wanted.isArray()) {
      var known = new Known(live);
      return IntStream.range(0, wanted.size())
          .allMatch(i -> contains(known.element(wanted.get(i), i), wanted.get(i)));
    }
    return wanted.asText().equals(live.asText());
  }

  /** A live list, of which each key is looked through once: others choose how long it is. */
  private static final class Known {
    private final JsonNode list;
    private final Map<String, Map<String, JsonNode>> byKey = new HashMap<>();

    Known(JsonNode list) {
      this.list = list;
    }

    JsonNode element(JsonNode like, int index) {
      return KEYS.stream()
          .filter(like::has)
          .findFirst()
          .map(key -> byKey.computeIfAbsent(key, this::filed).get(like.get(key).asText()))
          .orElse(list.path(index));
    }

    /** The first of each; by a text, since a map finds that fast whatever its hash is. */
    private Map<String, JsonNode> filed(String key) {
      var filed = new HashMap<String, JsonNode>();
      list.forEach(element -> filed.putIfAbsent(element.path(key).asText(), element));
      return filed;
    }
  }
}
