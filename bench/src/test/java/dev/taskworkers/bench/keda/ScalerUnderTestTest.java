// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the scalers are given is the same but for what differs between them. */
final class ScalerUnderTestTest {
  private static GenericKubernetesResource scaledObject(ScalerUnderTest whose) {
    var parts = whose.manifest().split("---\n");
    return Serialization.unmarshal(parts[1], GenericKubernetesResource.class);
  }

  @Test
  void our_pool_may_grow_as_far_as_the_others() {
    var pool = Serialization.unmarshal(ScalerUnderTest.OURS.manifest(), TaskWorkerPool.class);

    assertThat(pool.getSpec().scaling().maxReplicas()).isEqualTo(ScalerUnderTest.MOST_PODS);
    assertThat(pool.getSpec().subscription()).isEqualTo("projects/acme/subscriptions/bench-ours");
  }

  @ParameterizedTest
  @EnumSource(names = {"KEDA", "KEDA_TUNED"})
  void keda_scales_the_deployment_of_that_name_by_its_own_subscription(ScalerUnderTest whose) {
    var object = scaledObject(whose);

    assertThat(object.<String>get("spec", "scaleTargetRef", "name")).isEqualTo(whose.word());
    assertThat(object.<Integer>get("spec", "maxReplicaCount")).isEqualTo(ScalerUnderTest.MOST_PODS);
    assertThat(object.<String>get("spec", "triggers", 0, "metadata", "subscriptionName"))
        .isEqualTo(whose.subscription());
  }

  @Test
  void only_the_tuned_one_has_a_behavior() {
    assertThat(scaledObject(ScalerUnderTest.KEDA).<Integer>get("spec", "cooldownPeriod"))
        .isEqualTo(300);
    assertThat(scaledObject(ScalerUnderTest.KEDA).<Object>get("spec", "advanced")).isNull();
    var tuned = scaledObject(ScalerUnderTest.KEDA_TUNED);
    assertThat(tuned.<String>get("spec", "triggers", 0, "metadata", "value")).isEqualTo("2.8");
    assertThat(
            tuned.<Integer>get(
                "spec",
                "advanced",
                "horizontalPodAutoscalerConfig",
                "behavior",
                "scaleDown",
                "stabilizationWindowSeconds"))
        .isEqualTo(60);
  }

  @Test
  void kedas_deployment_has_our_pods_under_its_own_name_and_subscription() {
    var ours = deployment();
    var theirs = KedaDeployment.of(ours, ScalerUnderTest.KEDA);

    assertThat(theirs.getSpec().getReplicas()).isZero();
    assertThat(theirs.getMetadata().getName()).isEqualTo("keda");
    assertThat(theirs.getSpec().getSelector().getMatchLabels())
        .containsOnly(Map.entry("app", "keda"));
    assertThat(theirs.getSpec().getTemplate().getMetadata().getLabels())
        .as("none by which our operator would know it")
        .containsOnly(Map.entry("app", "keda"));
    var container = theirs.getSpec().getTemplate().getSpec().getContainers().get(0);
    assertThat(container.getEnv())
        .containsExactly(
            new EnvVar(EnvVars.SUBSCRIPTION_ID, "bench-keda", null),
            new EnvVar(EnvVars.CONCURRENCY, "4", null));
    container.setEnv(ours.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv());
    assertThat(theirs.getSpec().getTemplate().getSpec())
        .isEqualTo(ours.getSpec().getTemplate().getSpec());
  }

  private static Deployment deployment() {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("ours")
        .endMetadata()
        .withNewSpec()
        .withReplicas(3)
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(Map.of("taskworkers.dev/pool", "ours"))
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(90L)
        .addNewContainer()
        .withName("worker")
        .withImage(TaskImage.NAME)
        .withEnv(
            List.of(
                new EnvVar(EnvVars.SUBSCRIPTION_ID, "bench-ours", null),
                new EnvVar(EnvVars.CONCURRENCY, "4", null)))
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
