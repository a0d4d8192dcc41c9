// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.testbed.Command;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Certificates and a service account that exist for one run only.
 *
 * @param folder holds {@code ca.crt}, {@code tls.crt} and {@code tls.key}, as KEDA looks for them
 */
record Identity(Path folder) {
  private static final JsonMapper JSON = new JsonMapper();

  /** For servers of these names. */
  static Identity make(Path folder, String... names) {
    var script = Scripts.write("certificates.sh", folder);
    Command.of("bash", script.toString(), folder.toString()).and(names).output();
    return new Identity(folder);
  }

  Path authority() {
    return folder.resolve("ca.crt");
  }

  /** By which a server shows who it is. */
  ServerCredentials ofServer() throws IOException {
    return TlsServerCredentials.create(
        folder.resolve("tls.crt").toFile(), folder.resolve("tls.key").toFile());
  }

  /**
   * A key file as Google gives for service accounts. Google's clients sign a token for Monitoring
   * with it themselves, so nobody is asked for one.
   */
  String serviceAccount(String project) throws IOException {
    return JSON.writeValueAsString(
        Map.of(
            "type", "service_account",
            "project_id", project,
            "private_key_id", "benchmark",
            "private_key", Files.readString(folder.resolve("account.key")),
            "client_email", "keda@" + project + ".iam.gserviceaccount.com",
            "client_id", "1",
            "token_uri", "https://oauth2.googleapis.com/token"));
  }
}
