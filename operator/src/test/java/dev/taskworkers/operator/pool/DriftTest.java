// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others changed in a Deployment is found; what they or the API server added is not. */
final class DriftTest {
  private static final String RENDERED =
      """
      spec:
        terminationGracePeriodSeconds: 630
        containers:
        - {name: worker, image: "acme:1", env: [{name: A, value: a}, {name: B, value: b}]}
        - {name: taskworkers, image: "ours:1", resources: {requests: {cpu: 1000m}}}
      """;

  private final Drift drift = new Drift();

  private static PodTemplateSpec template(String yaml) {
    return Serialization.unmarshal(yaml, PodTemplateSpec.class);
  }

  private static Deployment live(String yaml) {
    return live(template(yaml));
  }

  private static Deployment live(PodTemplateSpec template) {
    return new DeploymentBuilder().withNewSpec().withTemplate(template).endSpec().build();
  }

  private boolean isIn(String live) {
    return drift.isIn(template(RENDERED), live(live));
  }

  @DisplayName("a change of somebody else is drift, an addition is not")
  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "acme:1                             | acme:2                          | true",
        "terminationGracePeriodSeconds: 630 | terminationGracePeriodSeconds: 5 | true",
        "{name: B, value: b}                | {name: B, value: c}             | true",
        ", {name: B, value: b}              | ''                              | true",
        "630                                | 630                             | false",
        "{name: A, value: a}                | {name: X, value: x}, {name: A, value: a} | false",
        "image: \"ours:1\"                  | image: \"ours:1\", imagePullPolicy: Always | false",
        "containers:                        | nodeName: n\\n  containers:     | false"
      })
  void changes(String what, String by, boolean isDrift) {
    var changed = RENDERED.replace(what, by.replace("\\n", "\n"));

    assertThat(isIn(changed)).isEqualTo(isDrift);
  }

  /** Each compared with each, they would take minutes. */
  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void so_many_variables_that_none_may_be_compared_with_each() {
    var names = Stream.of("");
    for (var letter = 0; letter < 16; letter++) {
      // All have the same hash.
      names = names.flatMap(name -> Stream.of(name + "Aa", name + "BB"));
    }
    var variables = names.map(name -> new EnvVar(name, "v", null)).toList();

    assertThat(drift.isIn(with(variables), live(with(variables)))).isFalse();
    assertThat(drift.isIn(with(variables), live(with(variables.subList(1, variables.size())))))
        .isTrue();
  }

  private static PodTemplateSpec with(List<EnvVar> variables) {
    return new PodTemplateSpecBuilder()
        .withNewSpec()
        .addNewContainer()
        .withName("worker")
        .withEnv(variables)
        .endContainer()
        .endSpec()
        .build();
  }

  @Test
  void what_the_api_server_writes_in_its_own_way_is_no_drift_once_it_was_applied() {
    var canonical = RENDERED.replace("1000m", "\"1\"");
    assertThat(isIn(canonical)).isTrue();

    assertThat(drift.wasReverted(live(canonical), live(canonical))).isFalse();

    assertThat(isIn(canonical)).isFalse();
    assertThat(isIn(canonical.replace("acme:1", "acme:2"))).isTrue();
  }

  @DisplayName("a Deployment that is paused, or takes all pods down at once, is drift")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "paused: true                    | true",
        "paused: false                   | false",
        "'strategy: {type: Recreate}'      | true",
        "'strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}' | false"
      })
  void rollouts(String spec, boolean isDrift) {
    var live = live(RENDERED);
    live.setSpec(
        new DeploymentSpecBuilder(Serialization.unmarshal(spec, DeploymentSpec.class))
            .withTemplate(template(RENDERED))
            .build());

    assertThat(drift.isIn(template(RENDERED), live)).isEqualTo(isDrift);
  }

  @Test
  void what_somebody_sets_each_time_it_is_put_back_is_left_to_him() {
    var paused =
        new DeploymentBuilder(live(RENDERED)).editSpec().withPaused(true).endSpec().build();

    assertThat(drift.wasReverted(paused, paused)).isFalse();

    assertThat(drift.isIn(template(RENDERED), paused)).isFalse();
  }

  @Test
  void what_was_put_back_is_told_from_what_only_looked_so() {
    assertThat(drift.wasReverted(live(RENDERED.replace("acme:1", "acme:2")), live(RENDERED)))
        .isTrue();
    assertThat(isIn(RENDERED)).isFalse();
  }
}
