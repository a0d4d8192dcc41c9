// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import dev.taskworkers.runtime.RootCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

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
            + RootCause.line(problem)
            + ").";
  }
}
