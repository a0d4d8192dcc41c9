// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.process;

import dev.taskworkers.runtime.GoogleEndpoint;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
  private static final int PATIENCE_MILLIS = 1_000;
  private static final int LONGEST_ANSWER = 16;

  /**
   * Where to ask: {@code GCE_METADATA_HOST}, as Google's own clients do, else the well-known name,
   * but nowhere beside an emulator.
   */
  public static SpotNotice from(Map<String, String> variables) {
    var named = variables.getOrDefault("GCE_METADATA_HOST", "");
    var isLocal = !variables.getOrDefault(GoogleEndpoint.PUBSUB_EMULATOR, "").isEmpty();
    return new SpotNotice(!named.isEmpty() || isLocal ? named : "metadata.google.internal");
  }

  /** Whether the machine is being taken back; no, where nobody says so within a second or two. */
  public boolean isGiven() {
    if (host.isEmpty()) {
      return false;
    }
    HttpURLConnection question = null;
    try {
      question =
          (HttpURLConnection) URI.create("http://" + host + PREEMPTED).toURL().openConnection();
      question.setRequestProperty("Metadata-Flavor", "Google");
      question.setInstanceFollowRedirects(false);
      question.setConnectTimeout(PATIENCE_MILLIS);
      question.setReadTimeout(PATIENCE_MILLIS);
      return question.getResponseCode() == HttpURLConnection.HTTP_OK
          && "Google".equals(question.getHeaderField("Metadata-Flavor"))
          && "TRUE".equals(read(question));
    } catch (IOException | IllegalArgumentException e) {
      return false;
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
