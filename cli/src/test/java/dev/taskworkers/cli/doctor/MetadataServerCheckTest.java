// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.cli.doctor.Check.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a pod gets its tokens. */
class MetadataServerCheckTest {
  private static Check askedOfAServerThatSays(String flavor, boolean operatorHasKey)
      throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/computeMetadata/v1/instance/service-accounts/default/email",
        exchange -> {
          var isAsked = "Google".equals(exchange.getRequestHeaders().getFirst("Metadata-Flavor"));
          var answer = "taskworkers@acme.test\n".getBytes(StandardCharsets.US_ASCII);
          exchange.getResponseHeaders().set("Metadata-Flavor", flavor);
          exchange.sendResponseHeaders(isAsked ? 200 : 403, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      return MetadataServerCheck.check(
          Map.of("GCE_METADATA_HOST", "127.0.0.1:" + server.getAddress().getPort()),
          operatorHasKey);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void gives_tokens_of_an_account() throws IOException {
    var check = askedOfAServerThatSays("Google", false);

    assertThat(check.answer()).isEqualTo(Answer.yes);
    assertThat(check.message()).endsWith("gives this pod tokens of taskworkers@acme.test.");
  }

  @Test
  void is_no_server_that_does_not_say_that_it_is_one() throws IOException {
    var check = askedOfAServerThatSays("none", false);

    assertThat(check.answer()).isEqualTo(Answer.no);
    assertThat(check.fix()).endsWith("--workload-metadata=GKE_METADATA");
  }

  @Test
  void is_asked_by_pods_alone() {
    assertThat(MetadataServerCheck.check(Map.of(), false).answer()).isEqualTo(Answer.unknown);
  }

  @Test
  void need_not_be_there_where_the_operator_has_a_key() throws IOException {
    assertThat(askedOfAServerThatSays("none", true).answer()).isEqualTo(Answer.unknown);
  }

  @Test
  void need_not_be_there_for_who_asks_with_a_key() {
    var asked =
        Map.of("GCE_METADATA_HOST", "127.0.0.1:1", "GOOGLE_APPLICATION_CREDENTIALS", "/key.json");

    assertThat(MetadataServerCheck.check(asked, false).answer()).isEqualTo(Answer.unknown);
  }
}
