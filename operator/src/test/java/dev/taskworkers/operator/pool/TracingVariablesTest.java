// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.spec.Manifests;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which variables the worker beside an HTTP server gets of that server's container. */
final class TracingVariablesTest {
  private static final String ENDPOINT =
      "{name: OTEL_EXPORTER_OTLP_ENDPOINT, value: \"http://collector:4318\"}";

  @Test
  void the_worker_beside_a_server_sends_its_spans_where_the_server_does() {
    assertThat(
            names(
                "{name: PORT, value: \"8080\"}",
                ENDPOINT,
                "{name: OTEL_SERVICE_NAME, value: thumbs}",
                "{name: OTEL_TRACES_SAMPLER_ARG, value: \"0.1\"}",
                "{name: OTEL_PROPAGATORS, value: b3}",
                "{name: OTEL_METRICS_EXPORTER, value: prometheus}"))
        .containsExactly(
            "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME", "OTEL_TRACES_SAMPLER_ARG");
  }

  @Test
  void what_a_variable_refers_to_comes_with_it() {
    assertThat(
            names(
                "{name: NODE_IP, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}",
                "{name: OTHER, value: x}",
                "{name: COLLECTOR, value: \"$(NODE_IP):4318\"}",
                "{name: OTEL_EXPORTER_OTLP_ENDPOINT, value: \"http://$(COLLECTOR)\"}"))
        .containsExactly("NODE_IP", "COLLECTOR", "OTEL_EXPORTER_OTLP_ENDPOINT");
  }

  @Test
  @Timeout(30)
  void a_value_of_a_million_open_brackets_refers_to_nothing() {
    var server =
        new ContainerBuilder()
            .addNewEnv()
            .withName("OTEL_SERVICE_NAME")
            .withValue("$(".repeat(500_000))
            .endEnv()
            .build();

    assertThat(TracingVariables.of(server)).isEqualTo(server.getEnv());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{name: OTEL_EXPORTER_OTLP_PROTOCOL, value: grpc}",
        "{name: OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, valueFrom: {configMapKeyRef: {name: a, key: b}}}",
        "{name: OTEL_TRACES_EXPORTER, value: none}",
        "{name: OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE, value: /etc/ca.pem}"
      })
  void a_worker_that_could_not_do_as_they_say_gets_none_of_them(String variable) {
    assertThat(names(ENDPOINT, variable)).isEmpty();
  }

  private static List<String> names(String... variables) {
    var pool =
        """
        metadata: {name: thumbs, namespace: media, uid: u1}
        spec:
          subscription: projects/acme/subscriptions/thumbs
          handler: {http: {}}
          template: {spec: {containers: [{name: worker, image: w, env: [%s]}]}}
        """
            .formatted(String.join(", ", variables));
    var containers =
        new DeploymentTemplate(Manifests.CONFIG)
            .render(Manifests.valid(Manifests.read(pool)), 1)
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers();
    return containers.get(1).getEnv().stream()
        .map(EnvVar::getName)
        .filter(name -> given(containers.get(0), name))
        .toList();
  }

  private static boolean given(Container server, String name) {
    return server.getEnv().stream().anyMatch(variable -> variable.getName().equals(name));
  }
}
