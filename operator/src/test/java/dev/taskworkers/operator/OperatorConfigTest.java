// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.UsageException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's environment. */
final class OperatorConfigTest {
  @Test
  void nothing_is_required() {
    var config = OperatorConfig.from(Map.of());

    assertThat(config.project()).isEmpty();
    assertThat(config.namespaces()).isEmpty();
    assertThat(config.workerImage()).startsWith("localhost/");
    assertThat(config.healthHost()).isEqualTo("0.0.0.0");
    assertThat(config.healthPort()).isEqualTo(8080);
    assertThat(config.workerHealthPort()).isEqualTo(WorkerEndpoints.PORT);
    assertThat(config.leaderElection()).isFalse();
    assertThat(config.namespace()).isEqualTo("default");
    assertThat(config.rolloutPoolsAtOnce()).isEqualTo(1);
    assertThat(config.tenancy()).isEqualTo(new Tenancy(true, List.of()));
    assertThat(config.ownNamespace()).isEmpty();
    assertThat(config.doorbellProject()).isEmpty();
    assertThat(config.workerResources().getLimits()).containsOnlyKeys("memory");
    assertThat(config.workerIngress()).isEmpty();
  }

  @Test
  void doorbells_are_made_in_the_operators_project_unless_they_have_one_of_their_own() {
    assertThat(OperatorConfig.from(Map.of(EnvVars.PROJECT_ID, "acme")).doorbellProject())
        .contains("acme");
    assertThat(
            OperatorConfig.from(
                    Map.of(EnvVars.PROJECT_ID, "acme", EnvVars.DOORBELL_PROJECT, "bells"))
                .doorbellProject())
        .contains("bells");
  }

  @Test
  void namespaces_are_separated_by_commas() {
    assertThat(OperatorConfig.from(Map.of(EnvVars.NAMESPACES, "a, b,,")).namespaces())
        .isEqualTo(Set.of("a", "b"));
  }

  @Test
  void an_empty_value_is_no_value() {
    assertThat(OperatorConfig.from(Map.of(EnvVars.PROJECT_ID, " ")).project()).isEmpty();
  }

  @Test
  void other_programs_variables_are_none_of_its_business() {
    assertThat(OperatorConfig.from(Map.of("PATH", "/bin")))
        .isEqualTo(OperatorConfig.from(Map.of()));
  }

  @DisplayName("a value that can't be used")
  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      value = {
        EnvVars.HEALTH_PORT
            + "     | http  | expected a whole number from 0 to 65535, but found 'http'.",
        EnvVars.HEALTH_PORT
            + "     | 70000 | expected a whole number from 0 to 65535, but found '70000'.",
        EnvVars.LEADER_ELECTION + " | yes   | expected true or false, but found 'yes'.",
        EnvVars.ROLLOUT_POOLS_AT_ONCE
            + " | some | expected a whole number from 0 to 999999, but found 'some'.",
        EnvVars.TENANCY_CONSENT + " | yes | expected Required or NotRequired, but found 'yes'.",
        EnvVars.TENANCY_ALLOW + " | media | expected a list such as",
        EnvVars.TENANCY_ALLOW + " | [{}] | expected a list such as",
        EnvVars.TENANCY_ALLOW
            + " | [{\"namespace\": \"media\", \"subscriptions\": [\"thumbs\"]}] | expected a list",
        EnvVars.WORKER_RESOURCES
            + " | {limits} | expected requests and limits as JSON, but found '{limits}'",
        EnvVars.WORKER_RESOURCES
            + " | null | expected requests and limits as JSON, but found 'null'",
        EnvVars.TENANCY_ALLOW + " | null | expected a list such as",
        EnvVars.WORKER_RESOURCES
            + " | {\"limits\": null, \"requests\": {\"cpu\": \"much\"}} | requests.cpu: expected an",
        EnvVars.WORKER_RESOURCES
            + " | {\"limits\": {\"memory\": \"much\"}} | limits.memory: expected an amount such as",
        EnvVars.WORKER_RESOURCES
            + " | {\"requests\": {\"cpu\": 2}, \"limits\": {\"cpu\": 1}}"
            + " | requests.cpu: expected at most the limit, 1, but found 2.",
        EnvVars.WORKER_INGRESS
            + " | [{from}] | expected a list of peers as in a NetworkPolicy as JSON, but found",
        "TASKWORKERS_NAMESPACE       | a     | is not a setting of the operator; it knows",
      })
  void wrong(String name, String value, String sentence) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> OperatorConfig.from(Map.of(name, value)))
        .withMessageStartingWith(name)
        .withMessageContaining(sentence);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "TASKWORKERS_SERVICE_HOST",
        "TASKWORKERS_SERVICE_PORT_HTTP",
        "TASKWORKERS_PORT",
        "TASKWORKERS_PORT_8080_TCP_ADDR"
      })
  void variables_of_a_service_called_taskworkers_are_no_mistake(String name) {
    assertThat(OperatorConfig.from(Map.of(name, "x"))).isEqualTo(OperatorConfig.from(Map.of()));
  }
}
