// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;

/** What a user may do. */
final class AccessReviews {
  private AccessReviews() {}

  /** From now on {@code server} says of everything whether it is allowed. */
  static void answer(KubernetesMockServer server, boolean allowed) {
    server
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        .andReturn(
            201,
            new SelfSubjectAccessReviewBuilder()
                .withNewStatus()
                .withAllowed(allowed)
                .endStatus()
                .build())
        .always();
  }
}
