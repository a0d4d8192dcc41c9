// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("kubectl apply refuses a wrong pool and says what to write")
@ExtendWith(OnKubernetes.class)
class RefusalsIT {
  private static final String RIGHT =
      """
      apiVersion: taskworkers.dev/v1beta1
      kind: TaskWorkerPool
      metadata: {name: wrong}
      spec:
        subscription: thumbnails
        project: acme
        handler: {exec: {command: [/app/thumbnail]}}
        template: {spec: {containers: [{name: worker, image: acme/thumbnails:1.4}]}}
        scaling: {maxReplicas: 50}
      """;

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "subscription: | subscribtion: | unknown field \"spec.subscribtion\"",
        "maxReplicas: 50 | maxReplica: 50 | unknown field \"spec.scaling.maxReplica\"",
        "maxReplicas: 50 | maxReplicas: many | spec.scaling.maxReplicas: Invalid value: \"string\"",
        "maxReplicas: 50 | maxReplicas: 0 | spec.scaling.maxReplicas in body should be greater than or equal to 1",
        "maxReplicas: 50 | minReplicas: 60, maxReplicas: 50 | spec.scaling.minReplicas must not be more than spec.scaling.maxReplicas",
        "{exec: {command: [/app/thumbnail]}} | {exec: {command: [/a]}, self: {}} | spec.handler needs exactly one of",
        "{exec: {command: [/app/thumbnail]}} | {} | spec.handler needs exactly one of",
        "{exec: {command: [/app/thumbnail]}} | {exec: {command: []}} | spec.handler.exec.command",
        "subscription: thumbnails | subscription: projects/other/subscriptions/thumbnails | write the project in one of them only",
        "subscription: thumbnails | subscription: no spaces | spec.subscription must be the name of a subscription",
        "project: acme | taskTimeout: 25h | spec.taskTimeout must be more than 0s and at most 24h",
        "project: acme | taskTimeout: 10 | spec.taskTimeout",
        "project: acme | mode: Manual | supported values: \"Advise\", \"Auto\", \"Paused\""
      })
  void with_a_sentence(String right, String wrong, String sentence, TestEnvironment environment) {
    try (var namespace = environment.namespace()) {
      assertThat(namespace.refuse(RIGHT.replace(right, wrong))).contains(sentence);
    }
  }

  @Test
  void but_takes_a_right_one_and_explains_its_fields(TestEnvironment environment) {
    try (var namespace = environment.namespace()) {
      assertThat(namespace.apply(RIGHT)).contains("wrong created");
      assertThat(namespace.kubectl("explain", "taskworkerpool.spec.scaling"))
          .contains("maxReplicas", "The maximum number of pods.");
    }
  }
}
