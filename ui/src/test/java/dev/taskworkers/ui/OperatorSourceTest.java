// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.runtime.DaemonThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is made of an operator's own answers. */
@Timeout(60)
final class OperatorSourceTest {
  @Test
  void why_an_operator_lists_no_pools_is_among_what_is_missing() throws Exception {
    try (var port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DaemonThreads.of("operator", () -> answer(port)).start();
      var source =
          new OperatorSource(
              () -> URI.create("http://127.0.0.1:" + port.getLocalPort()), "Operator");

      var reply = source.get("/pools");

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.missing()).containsExactly("This operator has not begun: no API server.");
    }
  }

  private static void answer(ServerSocket port) {
    var body = "This operator has not begun: no API server.\n";
    try (var client = port.accept()) {
      var in = client.getInputStream();
      for (var line = 0; line < 2; line = in.read() == '\n' ? line + 1 : line) {
        // The request line and a header are enough to answer.
      }
      client
          .getOutputStream()
          .write(
              ("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.US_ASCII));
      client.shutdownOutput();
      in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
