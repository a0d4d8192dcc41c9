// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Whether Google's metadata server is there, which gives pods their tokens. */
final class MetadataServer {
  private static final String NAME = "metadata-server";
  private static final String WHO = "/computeMetadata/v1/instance/service-accounts/default/email";
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int LONGEST_ANSWER = 256;

  private MetadataServer() {}

  /**
   * Asks it, from a pod or where {@code GCE_METADATA_HOST} names it; from elsewhere nobody can ask
   * that of a cluster. Who has the key of a service account needs no metadata server, so that it
   * need not be there.
   *
   * @param operatorHasKey whether the operator has such a key
   */
  static Check check(Map<String, String> environment, boolean operatorHasKey) {
    var named = environment.getOrDefault("GCE_METADATA_HOST", "");
    if (named.isEmpty() && !Clusters.isPod(environment)) {
      return Check.unknown(
          NAME,
          "Only pods reach the metadata server of their cluster. The pools' condition BacklogKnown"
              + " says whether the operator has got its tokens.");
    }
    var host = named.isEmpty() ? "metadata.google.internal" : named;
    return account(host)
        .map(account -> Check.yes(NAME, host + " gives this pod tokens of " + account + "."))
        .orElseGet(() -> missing(host, operatorHasKey || Installation.hasKey(environment)));
  }

  private static Check missing(String host, boolean hasKey) {
    return hasKey
        ? Check.unknown(
            NAME,
            host
                + " gives this pod no tokens; with the key of a service account none are needed."
                + " Workers need a key, too, or Workload Identity.")
        : Check.no(
            NAME,
            host + " gives this pod no tokens, so Workload Identity is not on.",
            "gcloud container node-pools update POOL --cluster=CLUSTER"
                + " --workload-metadata=GKE_METADATA");
  }

  private static Optional<String> account(String host) {
    HttpURLConnection question = null;
    try {
      question = (HttpURLConnection) URI.create("http://" + host + WHO).toURL().openConnection();
      question.setRequestProperty("Metadata-Flavor", "Google");
      question.setInstanceFollowRedirects(false);
      question.setConnectTimeout((int) PATIENCE.toMillis());
      question.setReadTimeout((int) PATIENCE.toMillis());
      var isThere =
          question.getResponseCode() == HttpURLConnection.HTTP_OK
              && "Google".equals(question.getHeaderField("Metadata-Flavor"));
      return isThere ? Optional.of(read(question)) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    } finally {
      if (question != null) {
        question.disconnect();
      }
    }
  }

  private static String read(HttpURLConnection question) throws IOException {
    try (var answer = question.getInputStream()) {
      return new String(answer.readNBytes(LONGEST_ANSWER), StandardCharsets.US_ASCII).strip();
    }
  }
}
