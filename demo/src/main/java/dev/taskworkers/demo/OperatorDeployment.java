// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;

/** The operator's own Deployment in the demo's cluster, as the chart would make it. */
final class OperatorDeployment {
  static final String IMAGE = "taskworkers/operator";
  private static final Map<String, String> LABELS = Map.of("app", ClusterNames.OPERATOR);

  private OperatorDeployment() {}

  /** The Secret that it keeps its keys in, as empty as the chart makes it. */
  static Secret orderKeys() {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("taskworkers-orders")
        .endMetadata()
        .build();
  }

  static Deployment of(String kubernetesUrl, String monitoring, String pubsub) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(ClusterNames.OPERATOR_NAMESPACE)
        .withName(ClusterNames.OPERATOR)
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .withNewSelector()
        .withMatchLabels(LABELS)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(LABELS)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("operator")
        .withImage(IMAGE)
        .withEnv(
            new EnvVar(OperatorMain.KUBERNETES, kubernetesUrl, null),
            new EnvVar("MONITORING_EMULATOR_HOST", monitoring, null),
            new EnvVar(GoogleEndpoint.PUBSUB_EMULATOR, pubsub, null),
            new EnvVarBuilder()
                .withName(EnvVars.HEALTH_HOST)
                .withNewValueFrom()
                .withNewFieldRef("v1", "status.podIP")
                .endValueFrom()
                .build())
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
