// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** What the API server says that its caller may do. */
final class Rights {
  private Rights() {}

  static ResourceAttributesBuilder to(String verb, String resource, String namespace) {
    return new ResourceAttributesBuilder()
        .withVerb(verb)
        .withResource(resource)
        .withNamespace(namespace);
  }

  static boolean may(KubernetesClient kubernetes, ResourceAttributes what) {
    var review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withResourceAttributes(what)
            .endSpec()
            .build();
    var answer = kubernetes.resource(review).create();
    return answer.getStatus() != null && Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }
}
