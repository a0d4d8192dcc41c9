// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API server said, in its own words and without the client's. */
final class ApiErrorMessages {
  private static final int LONGEST = 1024;

  private ApiErrorMessages() {}

  public static String of(KubernetesClientException problem) {
    var said = problem.getStatus() == null ? null : problem.getStatus().getMessage();
    var text = said == null ? String.valueOf(problem.getMessage()) : said;
    // Without a status nobody knows what became of the request.
    return (problem.getCode() > 0
            ? "The Kubernetes API server refused: "
            : "The Kubernetes API server did not answer: ")
        + (text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
  }
}
