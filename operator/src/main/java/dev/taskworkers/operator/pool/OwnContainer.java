// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.Optional;

/** A container of our image in a pod of the user's. */
final class OwnContainer {
  private static final long ROOT = 0;

  /** As whom our images run. */
  private static final long USER = 65_532;

  private static final SecurityContext RESTRICTED =
      new SecurityContextBuilder()
          .withAllowPrivilegeEscalation(false)
          .withReadOnlyRootFilesystem(true)
          .withRunAsNonRoot(true)
          .withNewCapabilities()
          .withDrop("ALL")
          .endCapabilities()
          .withNewSeccompProfile()
          .withType("RuntimeDefault")
          .endSeccompProfile()
          .build();

  private OwnContainer() {}

  /**
   * It asks for no more than the strictest namespace allows. The kubelet would not start it as the
   * root that it has from a pod which runs as root.
   */
  static SecurityContext securityContext(PodSpec pod) {
    return Optional.ofNullable(pod.getSecurityContext())
        .map(PodSecurityContext::getRunAsUser)
        .filter(user -> user == ROOT)
        .map(root -> new SecurityContextBuilder(RESTRICTED).withRunAsUser(USER).build())
        .orElse(RESTRICTED);
  }
}
