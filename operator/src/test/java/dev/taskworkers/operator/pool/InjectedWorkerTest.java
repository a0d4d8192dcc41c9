// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.spec.Manifests;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The container that brings the worker fits into the pod of its author. */
final class InjectedWorkerTest {
  private static PodSpec rendered(String handler, String spec) {
    var pool =
        """
        metadata: {name: thumbs, namespace: media, uid: u1}
        spec:
          subscription: projects/acme/subscriptions/thumbs
          handler: %s
          template: {spec: %s}
        """
            .formatted(handler, spec);
    return new DeploymentTemplate(Manifests.CONFIG)
        .render(Manifests.valid(Manifests.read(pool)), 2)
        .getSpec()
        .getTemplate()
        .getSpec();
  }

  private static Container bringing(String worker) {
    var given = "{containers: [{name: side, image: s}, {name: worker, image: w%s}]}";
    return rendered("{java: {className: a.B}}", given.formatted(worker)).getInitContainers().get(0);
  }

  @DisplayName("the kubelet starts our containers whoever the pod runs as")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "root | {runAsUser: 0} | 65532",
        "a user of its author | {runAsUser: 1000} | ",
        "whom the images say | {fsGroup: 0} | ",
      })
  void our_containers_are_not_root(String who, String context, Long user) {
    var given = "{securityContext: %s, containers: [{name: worker, image: w}]}";
    var injected = rendered("{java: {className: a.B}}", given.formatted(context));
    var beside = rendered("{http: {}}", given.formatted(context));

    assertThat(injected.getInitContainers().get(0).getSecurityContext())
        .isEqualTo(beside.getContainers().get(1).getSecurityContext())
        .matches(ours -> ours.getRunAsNonRoot())
        .extracting(ours -> ours.getRunAsUser())
        .isEqualTo(user);
    assertThat(injected.getContainers().get(0).getSecurityContext())
        .as("the author's own container stays as it is")
        .isNull();
  }

  @DisplayName("the container that brings the worker may take")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "what the worker may | {requests: {cpu: 2, memory: 1Gi}, limits: {memory: 1Gi, cpu: 2}}"
            + " | {limits: {cpu: 2, memory: 1Gi}, requests: {cpu: 2, memory: 1Gi}}",
        "what a quota counts | {limits: {memory: 1Gi, ephemeral-storage: 2Gi}}"
            + " | {limits: {ephemeral-storage: 2Gi, memory: 1Gi}}",
        "no device | {limits: {nvidia.com/gpu: 1, memory: 1Gi}} | {limits: {memory: 1Gi}}",
        "anything, where only devices are named | {limits: {nvidia.com/gpu: 1}} | {}",
      })
  void resources(String what, String worker, String ours) {
    var expected = Serialization.unmarshal("---\n" + ours, ResourceRequirements.class);

    assertThat(Serialization.asYaml(bringing(", resources: " + worker).getResources()))
        .isEqualTo(Serialization.asYaml(expected));
  }

  @Test
  void where_the_template_says_nothing_a_limit_range_says_it_of_both_containers() {
    assertThat(bringing("").getResources()).isNull();
  }
}
