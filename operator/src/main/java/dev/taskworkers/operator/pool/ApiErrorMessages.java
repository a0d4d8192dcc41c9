// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** What the API server said, in its own words and without the client's. */
final class ApiErrorMessages {
  private static final int LONGEST = 1024;

  private ApiErrorMessages() {}

  /** Whether nothing can be made any more, since the namespace is being deleted. */
  static boolean isOfTerminatingNamespace(KubernetesClientException problem) {
    return Optional.ofNullable(problem.getStatus())
        .map(Status::getDetails)
        .filter(details -> details.getCauses() != null)
        .stream()
        .flatMap(details -> details.getCauses().stream())
        .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }

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
