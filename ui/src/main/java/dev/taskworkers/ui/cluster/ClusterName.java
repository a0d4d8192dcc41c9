// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** What a cluster is called, so that nobody takes one for another. */
final class ClusterName {
  private ClusterName() {}

  /** Its context, where one was chosen. */
  static Optional<String> context(KubernetesClient kubernetes) {
    return Optional.ofNullable(kubernetes.getConfiguration().getCurrentContext())
        .map(context -> context.getName())
        .filter(name -> !name.isEmpty());
  }

  /** Its context and its server, in words. */
  static String of(KubernetesClient kubernetes) {
    var server = String.valueOf(kubernetes.getMasterUrl());
    return context(kubernetes).map(name -> "context " + name + " at " + server).orElse(server);
  }

  /** kubectl for this cluster: who copies the line may have switched to another context since. */
  static String kubectl(KubernetesClient kubernetes) {
    return "kubectl"
        + context(kubernetes)
            .map(name -> " --context '%s'".formatted(name.replace("'", "'\\''")))
            .orElse("");
  }
}
