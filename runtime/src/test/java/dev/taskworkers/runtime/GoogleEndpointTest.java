// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Pub/Sub is reached")
class GoogleEndpointTest {
  @ParameterizedTest(name = "at {2}, on plain text {3}, with emulator {0} and endpoint {1}")
  @CsvSource({
    ", , pubsub.googleapis.com:443, false",
    "localhost:8085, , localhost:8085, true",
    ", europe-west1-pubsub.googleapis.com, europe-west1-pubsub.googleapis.com:443, false",
    ", europe-west1-pubsub.googleapis.com:8443, europe-west1-pubsub.googleapis.com:8443, false",
    "localhost:8085, europe-west1-pubsub.googleapis.com, localhost:8085, true"
  })
  void where_the_environment_says(String emulator, String endpoint, String target, boolean plain) {
    assertThat(GoogleEndpoint.pubsub(environment(emulator, endpoint)))
        .isEqualTo(new GoogleEndpoint(target, plain));
  }

  private static Map<String, String> environment(String emulator, String endpoint) {
    var variables = new HashMap<String, String>();
    variables.put("PUBSUB_EMULATOR_HOST", emulator);
    variables.put("PUBSUB_ENDPOINT", endpoint);
    variables.values().removeIf(value -> value == null);
    return variables;
  }

  @ParameterizedTest(name = "nowhere with PUBSUB_ENDPOINT={0}")
  @CsvSource({"https://pubsub.googleapis.com", "a host", "host:port"})
  void but_not_by_what_is_no_host(String endpoint) {
    assertThatThrownBy(() -> GoogleEndpoint.pubsub(Map.of("PUBSUB_ENDPOINT", endpoint)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("PUBSUB_ENDPOINT: expected HOST or HOST:PORT")
        .hasMessageContaining(endpoint);
  }

  @Test
  void without_credentials_says_which_variable_names_an_emulator_of_it() {
    var none = new IOException("Your default credentials were not found. To set up …");
    assertThat(GoogleEndpoint.pubsub(Map.of()).noCredentials(none))
        .contains("for pubsub.googleapis.com:443", "or set PUBSUB_EMULATOR_HOST to use");
    assertThat(GoogleEndpoint.monitoring(Map.of()).noCredentials(none))
        .contains("for monitoring.googleapis.com:443", "or set MONITORING_EMULATOR_HOST to use");
  }

  @ParameterizedTest(name = "says why the credentials can''t be read that a variable names: {0}")
  @CsvSource({
    "missing,File does not exist.",
    "malformed,JSON",
    "of an unknown kind,'type'",
  })
  void says_why_credentials_can_not_be_read(String kind, String why, @TempDir Path folder)
      throws Exception {
    var file = folder.resolve("key.json");
    if (kind.equals("malformed")) {
      Files.writeString(file, "sesame");
    } else if (!kind.equals("missing")) {
      Files.writeString(file, "{\"private_key\": \"sesame\"}");
    }
    assertThat(toldWith(file))
        .startsWith("The Google credentials for pubsub.googleapis.com:443 can't be read: ")
        .contains(file.toString(), why)
        .doesNotContain("sesame");
  }

  /** What a process says whose credentials are in {@code file}. */
  private static String toldWith(Path file) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder(
            java, "-cp", System.getProperty("java.class.path"), Asking.class.getName());
    builder.environment().put("GOOGLE_APPLICATION_CREDENTIALS", file.toString());
    var process = builder.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Its own process, because the library reads the variables of the process. */
  static final class Asking {
    public static void main(String[] args) {
      try {
        for (var endpoint :
            List.of(
                GoogleEndpoint.pubsub(Map.of()),
                GoogleEndpoint.monitoring(Map.of()),
                GoogleEndpoint.projects())) {
          var credentials = (ServiceAccountCredentials) endpoint.credentials().orElseThrow();
          System.out.println(endpoint.target() + " " + credentials.getScopes());
        }
      } catch (UsageException e) {
        System.out.print(e.getMessage());
      }
    }
  }

  @Test
  void with_a_token_that_is_good_for_nothing_else(@TempDir Path folder) throws Exception {
    var google = "https://www.googleapis.com/auth/";
    assertThat(toldWith(Files.writeString(folder.resolve("key.json"), serviceAccount())).lines())
        .containsExactly(
            "pubsub.googleapis.com:443 [" + google + "pubsub]",
            "monitoring.googleapis.com:443 [" + google + "monitoring.read]",
            "cloudresourcemanager.googleapis.com:443 [" + google + "cloud-platform.read-only]");
    assertThat(
            GoogleEndpoint.pubsub(environment(null, "europe-west1-pubsub.googleapis.com")).scope())
        .isEqualTo(google + "pubsub");
  }

  @Test
  void with_credentials_for_each_call_of_a_client_that_sets_none() {
    var credentials = new TokenCredentials(GoogleCredentials.create(new AccessToken("t", null)));
    var asked = new AtomicReference<CallOptions>();
    var network =
        new Channel() {
          @Override
          public <Q, A> ClientCall<Q, A> newCall(
              MethodDescriptor<Q, A> method, CallOptions options) {
            asked.set(options);
            return null;
          }

          @Override
          public String authority() {
            return "monitoring.googleapis.com";
          }
        };
    ClientInterceptors.intercept(network, GoogleEndpoint.bearing(credentials))
        .newCall(null, CallOptions.DEFAULT);
    assertThat(asked.get().getCredentials()).isSameAs(credentials);
  }

  private static String serviceAccount() throws GeneralSecurityException {
    var pairs = KeyPairGenerator.getInstance("RSA");
    pairs.initialize(2048);
    var key = Base64.getEncoder().encodeToString(pairs.generateKeyPair().getPrivate().getEncoded());
    return """
    {"type": "service_account", "project_id": "p", "private_key_id": "1", "client_id": "1",
     "client_email": "worker@p.iam.gserviceaccount.com",
     "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n"}
    """
        .formatted(key);
  }
}
