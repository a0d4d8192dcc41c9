// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.crds.ClusterNames;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What the operator tells over HTTP, as one would ask it in a cluster. */
final class OperatorPages {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PORT = 8080;

  private OperatorPages() {}

  /**
   * Where the operator answers now.
   *
   * @throws IllegalStateException while it has no pod
   */
  static URI address(KubernetesClient cluster) {
    return cluster.pods().inNamespace(ClusterNames.OPERATOR_NAMESPACE).list().getItems().stream()
        .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
        .map(pod -> URI.create("http://" + pod.getStatus().getPodIP() + ":" + PORT))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("its pod is gone"));
  }

  /** The records of the pool's decisions, those of the running operator, as JSON lines. */
  static String decisions(KubernetesClient cluster) throws IOException, InterruptedException {
    var page = "/decisions/" + DemoPool.NAMESPACE + "/" + DemoPool.NAME;
    var request = HttpRequest.newBuilder(address(cluster).resolve(page)).timeout(PATIENCE).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
