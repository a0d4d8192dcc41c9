// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An API server that fails, and how long its caller waits. */
final class FailedRequestTest {
  private final AtomicInteger requests = new AtomicInteger();
  private final HttpServer server = server();
  private final KubernetesClient client =
      ApiClient.open(
          new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort()));

  private HttpServer server() {
    try {
      var failing =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      failing.createContext(
          "/",
          exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
          });
      failing.start();
      return failing;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void is_asked_once_more_and_no_thread_waits_for_further_tries() {
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> client.pods().inNamespace("n").withName("p").get());

    assertThat(requests).hasValue(2);
  }
}
