// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Finds what others changed in the pod template of a pool's Deployment. What they only add is
 * theirs. A value that the API server writes in another way than we do looks like a change until it
 * was applied once and nothing came of it.
 */
final class Drift {
  /** By what the elements of a list are known, as server-side apply knows them. */
  private static final List<String> KEYS = List.of("name", "mountPath", "containerPort");

  private Optional<PodTemplateSpec> asItShouldBe = Optional.empty();

  /** Whether the template of {@code live} is not what was {@code rendered}. */
  boolean isIn(PodTemplateSpec rendered, Deployment live) {
    var template = live.getSpec().getTemplate();
    if (asItShouldBe.filter(template::equals).isPresent()) {
      return false;
    }
    if (!contains(tree(template), tree(rendered))) {
      return true;
    }
    asItShouldBe = Optional.of(template);
    return false;
  }

  /** Whether it made a difference that the rendered template was applied. */
  boolean wasReverted(Deployment before, Deployment after) {
    asItShouldBe = Optional.of(after.getSpec().getTemplate());
    return !after.getSpec().getTemplate().equals(before.getSpec().getTemplate());
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
      return IntStream.range(0, wanted.size())
          .allMatch(i -> contains(element(live, wanted.get(i), i), wanted.get(i)));
    }
    return wanted.asText().equals(live.asText());
  }

  private static JsonNode element(JsonNode list, JsonNode like, int index) {
    return KEYS.stream()
        .filter(like::has)
        .findFirst()
        .flatMap(key -> withKey(list, key, like.get(key)))
        .orElse(list.path(index));
  }

  private static Optional<JsonNode> withKey(JsonNode list, String key, JsonNode value) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(element -> value.equals(element.get(key)))
        .findFirst();
  }
}
