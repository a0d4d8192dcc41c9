// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.runtime.MetadataServer;
import java.time.Duration;
import java.util.Map;

/** Whether Google's metadata server is there, which gives pods their tokens. */
final class MetadataServerCheck {
  private static final String NAME = "metadata-server";
  private static final String WHO = "/computeMetadata/v1/instance/service-accounts/default/email";
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private MetadataServerCheck() {}

  /**
   * Asks it, from a pod or where {@code GCE_METADATA_HOST} names it; from elsewhere nobody can ask
   * that of a cluster. Who has the key of a service account needs no metadata server, so that it
   * need not be there.
   *
   * @param operatorHasKey whether the operator has such a key
   */
  static Check check(Map<String, String> environment, boolean operatorHasKey) {
    var isNamed = !environment.getOrDefault(MetadataServer.HOST, "").isEmpty();
    if (!isNamed && !Clusters.isPod(environment)) {
      return Check.unknown(
          NAME,
          "Only pods reach the metadata server of their cluster. The pools' condition BacklogKnown"
              + " says whether the operator has got its tokens.");
    }
    var host = MetadataServer.host(environment);
    return MetadataServer.ask(host, WHO, PATIENCE)
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
}
