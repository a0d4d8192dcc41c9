// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.localcluster.ApiServer;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.operator.signals.workers.Workers.PodAddress;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.orders.OrderProof;
import dev.taskworkers.protocol.orders.PodIdentity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a worker hears from the terms of one operator. */
final class OrdersOfTermsTest {
  private static final PodAddress POD =
      new PodAddress(new PodIdentity("n", "p", "u"), "127.0.0.1", true);

  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };
  private final List<WorkerLine> lines = new CopyOnWriteArrayList<>();
  private final List<OrderProof> proofs = new CopyOnWriteArrayList<>();
  private final HttpServer worker = worker();
  private final ApiServer server = ApiServer.start(Clock.systemUTC());
  private final KubernetesClient kubernetes = server.client();
  private final OperatorComponents components =
      new OperatorComponents(
          OperatorConfig.from(
              Map.of(EnvVars.WORKER_HEALTH_PORT, String.valueOf(worker.getAddress().getPort()))),
          Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:1", "MONITORING_EMULATOR_HOST", "127.0.0.1:1"),
          new Platform(kubernetes, this::noted, clock, Duration.ofSeconds(5)),
          Leadership.in("system", Map.of()));
  private final LeadershipTerms terms = new LeadershipTerms(components::term, Duration.ofMillis(1));

  private HttpServer worker() {
    try {
      var listening =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      listening.createContext(
          "/",
          exchange -> {
            var proof = exchange.getRequestHeaders().getFirst(OrderProof.HEADER);
            proofs.add(OrderProof.parse(proof).orElseThrow());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      listening.start();
      return listening;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private WorkerLine noted(WorkerLine line) {
    lines.add(line);
    return line;
  }

  @BeforeEach
  void begin() throws IOException {
    try (var crd = TaskWorkerPool.class.getResourceAsStream("/crd/crd.yaml")) {
      kubernetes.resource(Serialization.unmarshal(crd, CustomResourceDefinition.class)).create();
    }
    kubernetes
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(OrderKeys.SECRET)
                .withNamespace(components.config().namespace())
                .endMetadata()
                .build())
        .create();
    terms.begin();
  }

  @AfterEach
  void stop() {
    terms.close();
    components.close();
    server.close();
    worker.stop(0);
  }

  /** Else the worker takes them for ones that somebody repeats. */
  @Test
  void each_has_a_greater_number_than_the_last_also_when_the_clock_was_put_right_between_them() {
    lines.get(0).cordon(POD);
    soon().until(() -> proofs.size() == 1);
    terms.tend(now);

    now = now.minusSeconds(90);
    terms.tend(now);
    soon().until(() -> lines.size() == 2 && terms.notReady().isEmpty());
    lines.get(1).cordon(POD);
    soon().until(() -> proofs.size() == 2);

    assertThat(proofs.get(1).moment()).isEqualTo(now);
    assertThat(proofs.get(1).number()).isGreaterThan(proofs.get(0).number());
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(20));
  }
}
