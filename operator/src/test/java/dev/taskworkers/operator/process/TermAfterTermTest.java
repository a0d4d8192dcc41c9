// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.localcluster.ApiServer;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.signals.workers.PodAddress;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.OrderProof;
import dev.taskworkers.protocol.PodIdentity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.Operator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.threeten.extra.MutableClock;

/** An operator that has lost a term. */
final class TermAfterTermTest {
  private static final PodAddress POD =
      new PodAddress(new PodIdentity("n", "p", "u"), "127.0.0.1", true);

  private final MutableClock clock =
      MutableClock.of(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
  private final List<OrderProof> proofs = new CopyOnWriteArrayList<>();
  private final HttpServer worker = worker();
  private final ApiServer server = ApiServer.start(Clock.systemUTC());
  private final KubernetesClient kubernetes = server.client();
  private final OperatorComponents components =
      new OperatorComponents(
          OperatorConfig.from(
              Map.of(EnvVars.WORKER_HEALTH_PORT, String.valueOf(worker.getAddress().getPort()))),
          Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:1", "MONITORING_EMULATOR_HOST", "127.0.0.1:1"),
          new Platform(kubernetes, this::reached, clock, Duration.ofSeconds(5)),
          Leadership.in("system", Map.of()));
  private final Queue<Throwable> problems = new ConcurrentLinkedQueue<>();
  private final List<WorkerLine> lines = new CopyOnWriteArrayList<>();
  private final List<LeadershipTerm> made = new CopyOnWriteArrayList<>();
  private final LeadershipTerms terms = new LeadershipTerms(this::term, Duration.ofMillis(1));

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

  private LeadershipTerm term() {
    var term = components.term();
    made.add(term);
    return term;
  }

  private WorkerLine reached(WorkerLine line) {
    var problem = problems.poll();
    if (problem instanceof Error error) {
      throw error;
    }
    if (problem instanceof RuntimeException exception) {
      throw exception;
    }
    lines.add(line);
    return line;
  }

  static Stream<Throwable> wants() {
    return Stream.of(
        new UncheckedIOException(new IOException("Too many open files")),
        new OutOfMemoryError("unable to create native thread"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wants")
  void begins_the_next_one_when_there_are_files_and_threads_for_it(Throwable want) {
    var before = askingThreads();
    problems.add(want);
    made.get(0).lost().complete("a watch has ended");

    soon().until(() -> made.size() >= 2 && terms.notReady().isEmpty());
    // Neither the lost one nor the one in vain has left any.
    soon().until(() -> askingThreads() == before);
  }

  @Test
  void begins_the_next_one_when_the_clock_was_set_back_by_more_than_a_minute() {
    var now = clock.instant();
    terms.tend(now);
    terms.tend(now.minusSeconds(60));
    assertThat(made.get(0).lost()).isNotDone();

    terms.tend(now.minusSeconds(121));

    soon().until(() -> made.size() >= 2 && terms.notReady().isEmpty());
  }

  /** Else the worker takes them for ones that somebody repeats. */
  @Test
  void numbers_its_orders_on_also_when_the_clock_was_put_right_between_them() {
    lines.get(0).cordon(POD);
    soon().until(() -> proofs.size() == 1);
    terms.tend(clock.instant());

    clock.add(Duration.ofSeconds(-90));
    terms.tend(clock.instant());
    soon().until(() -> lines.size() >= 2 && terms.notReady().isEmpty());
    lines.get(1).cordon(POD);
    soon().until(() -> proofs.size() >= 2);

    assertThat(proofs.get(1).moment()).isEqualTo(clock.instant());
    assertThat(proofs.get(1).number()).isGreaterThan(proofs.get(0).number());
  }

  @Test
  void begins_the_next_one_though_there_is_no_thread_to_end_the_one_before() {
    var first = unstoppable(new OutOfMemoryError("unable to create native thread"));
    var coming = new ArrayDeque<>(List.of(first, components.term()));
    try (var others = new LeadershipTerms(coming::remove, Duration.ofMillis(1))) {
      others.begin();

      assertThat(others.notReady()).isEmpty();
    }
  }

  /** A term that can't begin now, and can't be ended either. */
  private LeadershipTerm unstoppable(Error want) {
    var client =
        (KubernetesClient)
            Proxy.newProxyInstance(
                KubernetesClient.class.getClassLoader(),
                new Class<?>[] {KubernetesClient.class},
                (proxy, method, arguments) -> {
                  throw want;
                });
    return new LeadershipTerm(
        new CompletableFuture<>(),
        new LeaseGuard(Duration.ofSeconds(10), () -> {}, System::nanoTime),
        client,
        made.get(0).pools(),
        new Operator(overrider -> overrider.withKubernetesClient(kubernetes)),
        () -> {
          throw new KubernetesClientException("away", new ConnectException());
        },
        () -> {});
  }

  private static long askingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("workers"))
        .count();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(20));
  }
}
