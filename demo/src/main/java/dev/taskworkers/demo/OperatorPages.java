package dev.taskworkers.demo;

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

  /** The records of the pool's decisions, those of the running operator, as JSON lines. */
  static String decisions(KubernetesClient cluster) throws IOException, InterruptedException {
    var address =
        cluster.pods().inNamespace(OperatorDeployment.NAMESPACE).list().getItems().stream()
            .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
            .map(pod -> pod.getStatus().getPodIP())
            .findFirst()
            .orElseThrow(() -> new IOException("The operator's pod is gone."));
    var page = "/decisions/" + DemoPool.NAMESPACE + "/" + DemoPool.NAME;
    var request =
        HttpRequest.newBuilder(URI.create("http://" + address + ":" + PORT + page))
            .timeout(PATIENCE)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
