// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.spec.StartRates;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What this version of the operator makes of a pool, in short: so that a pool which its author
 * changed is told from one that only another operator renders differently.
 *
 * @param template of the pods
 * @param digest of all that is rendered but the replicas
 * @param spec a digest of what the pool's author wrote of it
 * @param generation of the pool
 */
record Rendering(PodTemplateSpec template, String digest, String spec, long generation) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .serializationInclusion(JsonInclude.Include.NON_EMPTY)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  /** What a Deployment's pods come from, in relation to this rendering. */
  public enum Relation {
    /** From this rendering. */
    SAME,
    /** The pool's author has changed it since. */
    CHANGED,
    /** The author has not, but another version of the operator rendered it. */
    OTHER_VERSION
  }

  public static Rendering of(Pool pool, DeploymentTemplate template) {
    var rendered = template.render(pool, 0).getSpec().getTemplate();
    return new Rendering(
        rendered, digest(Serialization.asJson(rendered)), spec(pool), pool.generation());
  }

  public Relation to(Deployment existing) {
    var annotations = Optional.ofNullable(existing.getMetadata().getAnnotations()).orElse(Map.of());
    if (digest.equals(annotations.get(Labels.RENDERED))) {
      return Relation.SAME;
    }
    // A later version may read more into the same words, but then the generation is the same, too.
    return annotations.containsKey(Labels.SPEC)
            && !spec.equals(annotations.get(Labels.SPEC))
            && !isNotedOn(existing)
        ? Relation.CHANGED
        : Relation.OTHER_VERSION;
  }

  /**
   * Whether {@code existing} bears this generation: if not, all that a later version reads into the
   * pool's words would look like a change of its author, who has only changed how it is scaled.
   */
  public boolean isNotedOn(Deployment existing) {
    var annotations = Optional.ofNullable(existing.getMetadata().getAnnotations()).orElse(Map.of());
    return String.valueOf(generation).equals(annotations.get(Labels.GENERATION));
  }

  /** Whether {@code existing} bears the pool as this version reads it, though it rendered none. */
  public boolean isReadOn(Deployment existing) {
    var annotations = Optional.ofNullable(existing.getMetadata().getAnnotations()).orElse(Map.of());
    return isNotedOn(existing) && spec.equals(annotations.get(Labels.SPEC));
  }

  /** The annotations by which {@link #to} knows its own. */
  public Map<String, String> annotations() {
    return Map.of(
        Labels.RENDERED, digest, Labels.SPEC, spec, Labels.GENERATION, String.valueOf(generation));
  }

  /** Those of them that tell how it reads the pool, and not what it rendered. */
  public Map<String, String> reading() {
    return Map.of(Labels.SPEC, spec, Labels.GENERATION, String.valueOf(generation));
  }

  /** Of everything that goes into pods; how a pool is scaled does not. */
  private static String spec(Pool pool) {
    var parts = new LinkedHashMap<String, Object>();
    parts.put("subscription", pool.subscription().toString());
    parts.put("deadLetter", pool.deadLetterTopic().map(Object::toString));
    parts.put("handler", Map.of(pool.handler().kind(), pool.handler()));
    parts.put("slots", pool.policy().slotsPerPod());
    parts.put("tasks", pool.tasks());
    parts.put(
        "pods",
        pool.tasks()
            .startRates()
            .flatMap(StartRates::perPool)
            .map(rate -> pool.policy().maxReplicas()));
    parts.put("worker", pool.workerSettings());
    parts.put("template", pool.template());
    try {
      return digest(JSON.writeValueAsString(parts));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read as JSON can be written as JSON", e);
    }
  }

  /**
   * Tells a change, and protects from nobody: who can choose the words may change the pool anyway.
   * Another algorithm would make every Deployment look changed.
   */
  private static String digest(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
