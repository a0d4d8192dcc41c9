// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.process;

import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.MetadataServer;
import java.time.Duration;
import java.util.Map;

/**
 * Asks Google's metadata server whether the machine under this worker is being taken back, as it is
 * from Spot VMs: whatever grace period the pod has, its containers are killed within seconds then.
 *
 * @param host of the metadata server; empty where there is none to ask
 */
public record SpotNotice(String host) {
  /**
   * What GKE leaves to pods on a Spot VM, of which the 30 s notice has to serve the system's pods,
   * too (documentation of Spot VMs in GKE, graceful termination).
   */
  public static final Duration GRACE = Duration.ofSeconds(15);

  private static final String PREEMPTED = "/computeMetadata/v1/instance/preempted";
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Where to ask: Google's metadata server, but none beside an emulator unless one is named. */
  public static SpotNotice from(Map<String, String> variables) {
    var isNamed = !variables.getOrDefault(MetadataServer.HOST, "").isEmpty();
    var isLocal = !variables.getOrDefault(GoogleEndpoint.PUBSUB_EMULATOR, "").isEmpty();
    return new SpotNotice(isNamed || !isLocal ? MetadataServer.host(variables) : "");
  }

  /** Whether the machine is being taken back; no, where nobody says so within a second or two. */
  public boolean isGiven() {
    return !host.isEmpty()
        && MetadataServer.ask(host, PREEMPTED, PATIENCE).filter("TRUE"::equals).isPresent();
  }
}
