// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import dev.taskworkers.runtime.RootCause;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Says why the API server did not do what it was asked for. */
public final class ApiServer {
  private ApiServer() {}

  /** The server's own words, or that it does not answer and why; the end of a sentence. */
  public static String trouble(KubernetesClient kubernetes, KubernetesClientException problem) {
    if (problem.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
      return "the API server at "
          + kubernetes.getMasterUrl()
          + " does not accept your credentials (401); sign in again, for example with gcloud auth"
          + " login, or choose another context.";
    }
    if (problem.getCode() >= HttpURLConnection.HTTP_BAD_REQUEST) {
      // The client's own message repeats the whole answer.
      return Optional.ofNullable(problem.getStatus())
          .map(Status::getMessage)
          .filter(said -> !said.isBlank())
          .map(said -> said.endsWith(".") ? said : said + ".")
          .orElse(problem.getMessage());
    }
    return "the API server at "
        + kubernetes.getMasterUrl()
        + " does not answer ("
        + RootCause.line(problem)
        + ").";
  }
}
