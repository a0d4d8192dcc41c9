// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the schema, evaluated as an API server does. */
final class RulesTest {
  private static final JsonMapper LONGS =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

  private static final Cel CEL =
      CelFactory.standardCelBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("self", SimpleType.DYN)
          .build();

  @DisplayName("the rules let in what is right and refuse what is wrong")
  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "spec | subscription: tasks, taskTimeout: 10m | ok",
        "spec | subscription: tasks, project: acme, taskTimeout: 10m | ok",
        "spec | subscription: projects/acme/subscriptions/t, project: acme, taskTimeout: 10m | ok",
        "spec | subscription: projects/acme/subscriptions/t, project: other, taskTimeout: 10m | spec.project and the project",
        "spec | subscription: tasks, taskTimeout: 0s | spec.taskTimeout must be more than 0s",
        "spec | subscription: tasks, taskTimeout: 25h | spec.taskTimeout must be more than 0s",
        "spec | subscription: tasks, taskTimeout: 1d | ok",
        "spec | subscription: tasks, taskTimeout: 99999999999999999999h | ok",
        "spec | subscription: tasks, taskTimeout: 10m, maxTaskTimeout: 1d | ok",
        "spec.taskTimeout | 10m | ok",
        "spec.taskTimeout | 1d | spec.taskTimeout must be a duration in hours",
        "spec.taskTimeout | 99999999999999999999h | spec.taskTimeout must be a duration in hours",
        "spec.taskTimeout | 99999h99999h99999h99999h99999h99999h99999h99999h99999h99999h9999s | ok",
        "spec.scaling.schedule.[].duration | soon | spec.scaling.schedule.duration must be a duration",
        "spec.subscription | projects/acme/topics/x | spec.subscription must be the name of a subscription and of no topic",
        "spec.deadLetter.topic | projects/acme/subscriptions/x | spec.deadLetter.topic must be the name of a topic",
        "spec.rateLimit.perPool | 0.5/s | spec.rateLimit.perPool must be a whole number",
        "spec | subscription: tasks, taskTimeout: 10m, maxTaskTimeout: 2h | ok",
        "spec | subscription: tasks, taskTimeout: 10m, maxTaskTimeout: 9m | spec.maxTaskTimeout must not be shorter",
        "spec | subscription: tasks, taskTimeout: 10m, maxTaskTimeout: 25h | spec.maxTaskTimeout must not be shorter",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {exec: {}}, rateLimit: {perPod: 1/s} | ok",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {exec: {}}, pull: Streaming, rateLimit: {perPod: 1/s} | spec.rateLimit needs spec.pull",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {self: {}}, rateLimit: {perPod: 1/s} | spec.rateLimit does nothing for handler.self",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {http: {}}, worker: {resources: {}} | ok",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {exec: {}}, worker: {logLevel: Debug} | ok",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {exec: {}}, worker: {resources: {}} | spec.worker: resources, imagePullPolicy, env and volumeMounts need handler.http",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {self: {}}, worker: {logLevel: Debug} | spec.worker does nothing for handler.self",
        "spec.rateLimit | perPod: 10/s | ok",
        "spec.rateLimit | {} | spec.rateLimit needs perPod, perPool or both",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {java: {}}, recycle: {afterTasks: 9} | ok",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {exec: {}}, recycle: {afterTasks: 9} | spec.recycle needs handler.java",
        "spec.recycle | afterMemory: 700Mi | ok",
        "spec.recycle | {} | spec.recycle needs afterTasks, afterMemory or both",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {self: {}}, deduplication: {attribute: a} | spec.deduplication does nothing for handler.self",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {self: {}}, deadLetter: {topic: dead} | spec.deadLetter does nothing for handler.self",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {self: {}}, retry: {maxAttempts: 9, minBackoff: 10s, maxBackoff: 10m} | spec.retry does nothing for handler.self",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {self: {}}, retry: {maxAttempts: 5, minBackoff: 1m, maxBackoff: 10m} | spec.retry does nothing for handler.self",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {self: {}}, retry: {maxAttempts: 5, minBackoff: 10s, maxBackoff: 1m} | spec.retry does nothing for handler.self",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {self: {}}, pull: Streaming | spec.pull does nothing for handler.self",
        "spec | subscription: tasks, taskTimeout: 10m, handler: {self: {}}, pull: Unary, retry: {maxAttempts: 5, minBackoff: 10s, maxBackoff: 10m} | ok",
        "spec.deduplication | attribute: a, window: 10m | ok",
        "spec.deduplication | attribute: a, window: 25h | spec.deduplication.window must be more than 0s",
        "spec | subscription: tasks, taskTimeout: 10m, concurrency: 8, handler: {java: {}}, batch: {size: 8} | ok",
        "spec | subscription: tasks, taskTimeout: 10m, concurrency: 8, handler: {http: {}}, batch: {size: 8} | ok",
        "spec | subscription: tasks, taskTimeout: 10m, concurrency: 8, handler: {exec: {}}, batch: {size: 8} | spec.batch needs handler.java",
        "spec | subscription: tasks, taskTimeout: 10m, concurrency: 8, handler: {java: {}}, batch: {size: 9} | spec.batch needs handler.java",
        "spec.batch | size: 1, within: 100ms | ok",
        "spec.batch | size: 1, within: 0s | spec.batch.within must be more than 0s",
        "spec.handler | exec: {} | ok",
        "spec.handler | self: {} | ok",
        "spec.handler | {} | spec.handler needs exactly one",
        "spec.handler | exec: {}, http: {} | spec.handler needs exactly one",
        "spec.handler.http | deadLetterOn: [400, 422], dropOn: [410] | ok",
        "spec.handler.http | dropOn: [410] | ok",
        "spec.handler.http | deadLetterOn: [400, 410], dropOn: [410] | spec.handler.http.deadLetterOn and spec.handler.http.dropOn must not name the same",
        "spec.retry | minBackoff: 10s, maxBackoff: 10m | ok",
        "spec.retry | minBackoff: 2m, maxBackoff: 1m | spec.retry.minBackoff must not be longer",
        "spec.retry | minBackoff: 10s, maxBackoff: 11m | spec.retry.maxBackoff must be at most 10m",
        "spec.scaling | minReplicas: 1, maxReplicas: 1 | ok",
        "spec.scaling | minReplicas: 2, maxReplicas: 1 | spec.scaling.minReplicas must not be more",
        "spec.scaling | minReplicas: 1, maxReplicas: 2, fallback: {replicas: 2} | ok",
        "spec.scaling | minReplicas: 1, maxReplicas: 2, fallback: {replicas: 3} | spec.scaling.fallback.replicas must not be more",
        "spec.scaling | minReplicas: 1, maxReplicas: 2, schedule: [{minReplicas: 2}] | ok",
        "spec.scaling | minReplicas: 1, maxReplicas: 2, schedule: [{minReplicas: 3}] | spec.scaling.schedule: minReplicas must not be more",
        "spec.scaling.schedule.[] | duration: 10h | ok",
        "spec.scaling.schedule.[] | duration: 30s | spec.scaling.schedule: duration must be at least 1m",
        "spec.scaling.objective | maxWait: 1s, drainWithin: 1s | ok",
        "spec.scaling.objective | maxWait: 500ms, drainWithin: 1s | spec.scaling.objective: maxWait",
        "spec.scaling.objective | maxWait: 1s, drainWithin: 0s | spec.scaling.objective: maxWait",
      })
  void rules(String path, String fields, String sentence)
      throws CelValidationException, CelEvaluationException {
    var self =
        at(path).getType().equals("string")
            ? fields
            : read(fields.equals("{}") ? fields : "{" + fields + "}");
    var refusal = "ok";
    for (var rule : at(path).getXKubernetesValidations()) {
      var program = CEL.createProgram(CEL.compile(rule.getRule()).getAst());
      if (!Boolean.TRUE.equals(program.eval(Map.of("self", self)))) {
        refusal = rule.getMessage();
      }
    }
    assertThat(refusal).startsWith(sentence);
  }

  /** CEL's integers are long. */
  private static Map<?, ?> read(String fields) {
    try {
      var json = Serialization.asJson(Serialization.unmarshal("---\n" + fields, Map.class));
      return LONGS.readValue(json, Map.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static JSONSchemaProps at(String path) {
    var crd =
        Serialization.unmarshal(
            RulesTest.class.getResourceAsStream("/crd/crd.yaml"), CustomResourceDefinition.class);
    var found = crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
    for (var name : path.split("\\.")) {
      found = name.equals("[]") ? found.getItems().getSchema() : found.getProperties().get(name);
    }
    return found;
  }
}
