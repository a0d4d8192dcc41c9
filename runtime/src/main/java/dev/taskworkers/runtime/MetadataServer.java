// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks Google's metadata server, which tells a machine or a pod of itself. */
public final class MetadataServer {
  /** Names another server than the well-known one, as Google's own clients read it. */
  public static final String HOST = "GCE_METADATA_HOST";

  private static final String WELL_KNOWN = "metadata.google.internal";
  private static final String FLAVOR = "Metadata-Flavor";
  private static final int LONGEST_ANSWER = 256;

  private MetadataServer() {}

  /** The host that the environment names, else the well-known one. */
  public static String host(Map<String, String> environment) {
    var named = environment.getOrDefault(HOST, "");
    return named.isEmpty() ? WELL_KNOWN : named;
  }

  /**
   * What it says, at most 256 characters of it.
   *
   * @param path begins with a slash
   * @param patience for the connection, and again for the answer
   * @return empty where no metadata server answers, or it refuses
   */
  public static Optional<String> ask(String host, String path, Duration patience) {
    HttpURLConnection question = null;
    try {
      question = (HttpURLConnection) URI.create("http://" + host + path).toURL().openConnection();
      question.setRequestProperty(FLAVOR, "Google");
      question.setInstanceFollowRedirects(false);
      question.setConnectTimeout((int) patience.toMillis());
      question.setReadTimeout((int) patience.toMillis());
      var isThere =
          question.getResponseCode() == HttpURLConnection.HTTP_OK
              && "Google".equals(question.getHeaderField(FLAVOR));
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
