// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;

/**
 * The Deployment that KEDA scales: exactly the pods of our pool, but for whose they are and what
 * they pull from.
 */
final class KedaDeployment {
  private KedaDeployment() {}

  static Deployment of(Deployment ours, ScalerUnderTest whose) {
    var labels = Map.of("app", whose.word());
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(whose.word())
        .withNamespace(whose.space())
        .endMetadata()
        .withNewSpec()
        .withReplicas(0)
        .withNewSelector()
        .withMatchLabels(labels)
        .endSelector()
        .withNewTemplateLike(ours.getSpec().getTemplate())
        .editMetadata()
        .withLabels(labels)
        .endMetadata()
        .editSpec()
        .editFirstContainer()
        .withEnv(
            ours.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
                .map(variable -> ofItsOwn(variable, whose))
                .toList())
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static EnvVar ofItsOwn(EnvVar variable, ScalerUnderTest whose) {
    return variable.getName().equals(EnvVars.SUBSCRIPTION_ID)
        ? new EnvVarBuilder(variable).withValue(whose.space()).build()
        : variable;
  }
}
