// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.testbed.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which advisories are known of what is shipped, as a server tells it. */
class AdvisoriesTest {
  @TempDir private Path folder;
  private HttpServer server;
  private int status = 200;
  private String answer = "{}";
  private volatile String asked = "";

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/querybatch",
        exchange -> {
          asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          var body = answer.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private List<String> advisories() throws IOException, InterruptedException {
    var bom =
        Files.writeString(
            folder.resolve("bom.json"),
            """
            {"components": [
              {"name": "ant", "purl": "pkg:maven/org.example/ant@2.0?type=jar"},
              {"name": "openjdk", "purl": "pkg:generic/openjdk@25.0.3"},
              {"name": "bee", "purl": "pkg:maven/org.example/bee@3.1"}]}
            """);
    return Advisories.of(bom, URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @Test
  void are_named_beside_the_library_that_they_concern() throws Exception {
    answer =
        """
        {"results": [{}, {"vulns": [{"id": "GHSA-1"}, {"id": "GHSA-2"}]}]}
        """;

    assertThat(advisories()).containsExactly("pkg:maven/org.example/bee@3.1: GHSA-1, GHSA-2");
    assertThat(asked)
        .isEqualTo(
            "{\"queries\":[{\"package\":{\"purl\":\"pkg:maven/org.example/ant@2.0\"}},"
                + "{\"package\":{\"purl\":\"pkg:maven/org.example/bee@3.1\"}}]}");
  }

  @Test
  void are_not_taken_for_none_where_an_answer_is_missing() {
    answer = "{\"results\": [{}]}";

    assertThatThrownBy(this::advisories)
        .isInstanceOf(CommandFailure.class)
        .hasMessageEndingWith(" answered 1 of 2 questions.");
  }

  @Test
  void are_not_taken_for_none_where_the_server_fails() {
    status = 503;
    answer = "busy";

    assertThatThrownBy(this::advisories)
        .isInstanceOf(CommandFailure.class)
        .hasMessageEndingWith(" answered 503: busy");
  }
}
