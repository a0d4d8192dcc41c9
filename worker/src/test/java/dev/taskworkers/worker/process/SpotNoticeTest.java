// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Whether a worker's machine is being taken back")
final class SpotNoticeTest {
  @ParameterizedTest(name = "status {0}, flavor {1}, answer {2}: {3}")
  @CsvSource({
    "200, Google, TRUE, true",
    "200, Google, FALSE, false",
    "200, '', TRUE, false",
    "404, Google, TRUE, false",
    "200, Google, TRUETRUETRUETRUETRUETRUE, false"
  })
  void is_what_the_metadata_server_says(int status, String flavor, String answer, boolean given)
      throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/computeMetadata/v1/instance/preempted",
        exchange -> {
          var asked = "Google".equals(exchange.getRequestHeaders().getFirst("Metadata-Flavor"));
          var body = (asked ? answer : "FALSE").getBytes(StandardCharsets.US_ASCII);
          exchange.getResponseHeaders().set("Metadata-Flavor", flavor);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      var host = "127.0.0.1:" + server.getAddress().getPort();
      assertThat(SpotNotice.from(Map.of("GCE_METADATA_HOST", host)).isGiven()).isEqualTo(given);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void is_not_known_where_nobody_answers_or_nobody_is_to_be_asked() {
    assertThat(SpotNotice.from(Map.of("GCE_METADATA_HOST", "127.0.0.1:1")).isGiven()).isFalse();
    assertThat(SpotNotice.from(Map.of("GCE_METADATA_HOST", "not a host")).isGiven()).isFalse();
    assertThat(SpotNotice.from(Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:8085")).host()).isEmpty();
    assertThat(SpotNotice.from(Map.of()).host()).isEqualTo("metadata.google.internal");
  }
}
