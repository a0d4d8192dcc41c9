// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long an operator may act whose client had to read the lease again to renew it. */
final class LeaseReadAgainTest {
  private static final ZonedDateTime THEN = Instant.EPOCH.atZone(ZoneOffset.UTC);
  private static final String LEASE =
      """
      {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
       "metadata": {"name": "l", "namespace": "n", "resourceVersion": "1"},
       "spec": {"holderIdentity": "me", "leaseDurationSeconds": 15, "leaseTransitions": 0,
                "acquireTime": "1970-01-01T00:00:00.000000Z",
                "renewTime": "1970-01-01T00:00:00.000000Z"}}
      """;

  private final AtomicLong seconds = new AtomicLong();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();
  private final LeaseGuard tenure =
      new LeaseGuard(
          Duration.ofSeconds(10), lost::incrementAndGet, () -> seconds.get() * 1_000_000_000);
  private final HttpServer server = server();
  private final KubernetesClient client =
      new KubernetesClientBuilder()
          .withConfig(
              new ConfigBuilder()
                  .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                  .withRequestRetryBackoffLimit(1)
                  .build())
          .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("tenure", tenure))
          .build();

  private HttpServer server() {
    try {
      var api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      api.createContext("/", this::answer);
      api.start();
      return api;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first read takes six seconds, in vain. */
  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("GET") && reads.incrementAndGet() == 1) {
      seconds.set(6);
      exchange.sendResponseHeaders(500, -1);
    } else {
      var lease = LEASE.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, lease.length);
      exchange.getResponseBody().write(lease);
    }
    exchange.close();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void may_act_as_if_the_first_try_had_been_answered_since_the_elector_writes_the_time_before_it() {
    var lock = new LeaseLock("n", "l", "me");

    lock.get(client);
    lock.update(client, new LeaderElectionRecord("me", Duration.ofSeconds(15), THEN, THEN, 0));
    tenure.begin();

    assertThat(reads).hasValue(2);
    assertThat(isLostAt(10)).isFalse();
    assertThat(isLostAt(11)).isTrue();
  }

  private boolean isLostAt(long second) {
    seconds.set(second);
    tenure.check();
    return lost.get() > 0;
  }
}
