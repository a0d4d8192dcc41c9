// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Says why the API server did not do what it was asked for. */
public final class ApiServer {
  private ApiServer() {}

  /** The server's own words, or that it does not answer and why; the end of a sentence. */
  public static String trouble(KubernetesClient kubernetes, KubernetesClientException problem) {
    return problem.getCode() >= HttpURLConnection.HTTP_BAD_REQUEST
        ? problem.getMessage()
        : "the API server at "
            + kubernetes.getMasterUrl()
            + " does not answer ("
            + cause(problem)
            + ").";
  }

  private static String cause(Throwable problem) {
    var root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    var lines = Optional.ofNullable(root.getMessage()).stream().flatMap(String::lines);
    return lines.findFirst().orElse(root.getClass().getSimpleName());
  }
}
