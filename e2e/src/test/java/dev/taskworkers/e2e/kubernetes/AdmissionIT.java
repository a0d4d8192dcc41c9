// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The example's admission policies")
@ExtendWith(OnKubernetes.class)
class AdmissionIT {
  private static final String EXAMPLE =
      Path.of("../examples/kubernetes/admission.yaml").toAbsolutePath().normalize().toString();

  private static final String RIGHT =
      """
      apiVersion: taskworkers.dev/v1beta1
      kind: TaskWorkerPool
      metadata: {name: guarded}
      spec:
        subscription: projects/acme/subscriptions/thumbnails
        handler: {exec: {command: [/app/thumbnail]}}
        mode: Paused
        template:
          spec:
            serviceAccountName: pool-media
            containers: [{name: worker, image: registry.example/team/thumbnails}]
      """;

  @BeforeAll
  static void apply(TestEnvironment environment) {
    assumePolicies(environment);
    environment.kubectl("apply", "-f", EXAMPLE).output();
  }

  @AfterAll
  static void delete(TestEnvironment environment) {
    assumePolicies(environment);
    environment.kubectl("delete", "-f", EXAMPLE).output();
  }

  private static void assumePolicies(TestEnvironment environment) {
    var group = "--api-group=admissionregistration.k8s.io";
    assumeThat(environment.kubectl("api-resources", group, "--output=name").output())
        .as("Kubernetes 1.30 or newer")
        .contains("validatingadmissionpolicies");
  }

  private static TestNamespace tenant(TestEnvironment environment) {
    var namespace = environment.namespace();
    namespace.kubectl(
        "label", "namespace", namespace.name(), "pools.taskworkers.dev/tenant=" + namespace.name());
    // The API server learns of a new policy within seconds.
    namespace.await(
        "the policies are at work",
        Duration.ofMinutes(1),
        () -> {
          var dry = namespace.tryApply(RIGHT.replace("pool-media", "default"), "--dry-run=server");
          return !dry.ok() && dry.output().contains("begins with 'pool-'");
        });
    return namespace;
  }

  @ParameterizedTest(name = "refuse {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "serviceAccountName: pool-media | serviceAccountName: default | begins with 'pool-'",
        "serviceAccountName: pool-media | serviceAccountName: pool-media; hostNetwork: true | expected no hostNetwork",
        "serviceAccountName: pool-media | serviceAccountName: pool-media; volumes: [{name: v, hostPath: {path: /}}] | expected no hostPath",
        "serviceAccountName: pool-media | serviceAccountName: pool-media; initContainers: [{name: i, image: registry.example/team/i, securityContext: {privileged: true}}] | expected no privileged",
        "image: registry.example/team/thumbnails | image: registry.example/team/thumbnails, securityContext: {capabilities: {add: [SYS_ADMIN]}} | expected no capabilities",
        "registry.example/team/thumbnails | docker.io/evil/miner | expected images of registry.example/team"
      })
  void refuse(String right, String wrong, String sentence, TestEnvironment environment) {
    try (var namespace = tenant(environment)) {
      var pool = RIGHT.replace(right, wrong.replace("; ", "\n      "));
      assertThat(namespace.refuse(pool)).contains(sentence);
    }
  }

  @Test
  void let_a_pool_in_that_keeps_to_them_and_leave_other_namespaces_alone(
      TestEnvironment environment) {
    try (var namespace = tenant(environment);
        var other = environment.namespace()) {
      assertThat(namespace.apply(RIGHT)).contains("guarded created");
      assertThat(other.apply(RIGHT.replace("pool-media", "default"))).contains("guarded created");
    }
  }
}
