// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.base.Ticker;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.Order;
import dev.taskworkers.protocol.OrderProof;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.SigningKey;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.VerificationKeys;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.protocol.WorkerReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking and telling workers over HTTP, with servers that behave and servers that don't. */
final class HttpWorkersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** No test ends by it: where nobody answers, the questions wait for less. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration A_MOMENT = Duration.ofMillis(50);

  private static final String REPORT =
      WorkerReport.builder(NOW, NOW, 4)
          .busy(2)
          .counters(new Counters(Map.of(TaskEvent.STARTED, 7L)))
          .build()
          .toJson();

  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final SigningKey key = SigningKey.generate();
  private final AtomicInteger signed = new AtomicInteger();
  private final OrderSigner signer =
      new OrderSigner(
          now -> {
            signed.incrementAndGet();
            return Optional.of(key);
          },
          CLOCK,
          new OrderNumbers());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<HttpServer> servers = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<String> posts = new CopyOnWriteArrayList<>();
  private final List<String> proofs = new CopyOnWriteArrayList<>();
  private final List<HttpWorkers> asking = new ArrayList<>();
  private final PoolLedger ledger = new PoolLedger("media", NOW);
  private final AtomicLong nanos = new AtomicLong();
  private final OrderRefusals refusals =
      new OrderRefusals(
          new Ticker() {
            @Override
            public long read() {
              return nanos.get();
            }
          });
  private Workers workers;

  /** What a server does with a question. */
  private interface Behaviour {
    void answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  @BeforeEach
  void start() {
    var port = serve("127.0.0.1", 0, exchange -> respond(exchange, 200, REPORT));
    workers = asking(port, PATIENCE, PATIENCE);
  }

  @AfterEach
  void stop() {
    end.countDown();
    asking.forEach(HttpWorkers::close);
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  private int serve(String address, int port, Behaviour behaviour) {
    try {
      var server = HttpServer.create(new InetSocketAddress(address, port), 0);
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            asked.incrementAndGet();
            if (exchange.getRequestMethod().equals("POST")) {
              var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
              proofs.add(exchange.getRequestHeaders().getFirst(OrderProof.HEADER));
              posts.add(address + exchange.getRequestURI() + body);
            }
            try {
              behaviour.answer(exchange);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            } finally {
              exchange.close();
            }
          });
      server.start();
      servers.add(server);
      return server.getAddress().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A second pod, on an address of its own and the same port. */
  private PodAddress other(Behaviour behaviour) {
    serve("127.0.0.2", port(), behaviour);
    return pod("other", "127.0.0.2", true);
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private Workers asking(int port, Duration answerWithin, Duration wait) {
    var line = new HttpWorkers(port, signer, answerWithin, refusals);
    asking.add(line);
    return new Workers(line, CLOCK, wait);
  }

  private int port() {
    return servers.get(0).getAddress().getPort();
  }

  private static PodAddress pod(String name, String ip, boolean serving) {
    return new PodAddress(new PodIdentity("n", name, "uid-" + name), ip, serving);
  }

  private static PodAddress good() {
    return pod("good", "127.0.0.1", true);
  }

  @Test
  void a_report_is_read() {
    var reports = workers.ask(ledger, List.of(good()), NOW);

    assertThat(reports.byPod().get("good").busy()).isEqualTo(2);
    assertThat(reports.service().started()).isEqualTo(7);
    assertThat(reports.service().reporting()).isEqualTo(1);
  }

  @Test
  void a_worker_that_divides_its_pools_rate_among_another_number_is_told_how_many_are_ready() {
    var report = WorkerReport.builder(NOW, NOW, 4).poolPods(3).build().toJson();
    var dividing = other(exchange -> respond(exchange, 200, report));
    var pods = List.of(good(), dividing, pod("new", "", false));

    workers.ask(ledger, pods, NOW);
    workers.share(ledger, pods, NOW);

    await().atMost(PATIENCE).until(() -> posts.contains("127.0.0.2/share2"));
    assertThat(posts).containsOnly("127.0.0.2/share2");
  }

  @Test
  void a_worker_whose_report_is_of_another_time_is_told_nothing() {
    var report = WorkerReport.builder(NOW, NOW, 4).poolPods(3).build();
    ledger.retain(Set.of("good"), NOW);
    ledger.book("good", report, NOW);

    var usable = NOW.plus(PoolLedger.USABLE);
    assertThat(ledger.sharesToTell(List.of(good()), usable)).containsOnlyKeys(good());
    assertThat(ledger.sharesToTell(List.of(good()), usable.plusMillis(1))).isEmpty();
  }

  @Test
  void a_worker_that_divides_its_pools_rate_among_the_right_number_is_told_nothing() {
    var report = WorkerReport.builder(NOW, NOW, 4).poolPods(2).build().toJson();
    var pods = List.of(good(), other(exchange -> respond(exchange, 200, report)));

    workers.ask(ledger, pods, NOW);
    workers.share(ledger, pods, NOW);

    assertThat(posts).isEmpty();
  }

  @Test
  void an_order_has_a_proof_that_it_is_meant_for_that_pod_and_a_greater_number_than_the_last() {
    workers.cordon(good());
    await().atMost(PATIENCE).until(() -> proofs.size() == 1);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              workers.cordon(good());
              return proofs.size() > 1;
            });

    var keys = VerificationKeys.parse(key.shown());
    var first = OrderProof.parse(proofs.get(0)).orElseThrow();
    var second = OrderProof.parse(proofs.get(1)).orElseThrow();
    var order = new Order(good().pod(), WorkerEndpoints.CORDON, "", NOW, first.number());
    assertThat(keys.prove(order, first)).isTrue();
    assertThat(second.number()).isGreaterThan(first.number());
  }

  @Test
  void without_a_key_no_order_is_sent() {
    var mute =
        new HttpWorkers(
            port(), new OrderSigner(now -> Optional.empty(), CLOCK, new OrderNumbers()));
    asking.add(mute);

    mute.cordon(good());
    workers.cordon(good());

    await().atMost(PATIENCE).until(() -> !posts.isEmpty());
    assertThat(posts).hasSize(1);
  }

  @Test
  void pools_of_slow_workers_do_not_take_all_the_threads_that_decide() {
    var mute = other(exchange -> end.await());
    var decided = new AtomicInteger();
    for (var pool = 0; pool < 5; pool++) {
      threads.execute(
          () -> {
            workers.ask(new PoolLedger("media", NOW), List.of(mute), NOW);
            decided.incrementAndGet();
          });
    }

    await().atMost(PATIENCE.dividedBy(2)).until(() -> decided.get() == 1);
  }

  @Test
  void a_pod_without_an_address_is_not_asked() {
    var reports = workers.ask(ledger, List.of(pod("new", "", false), good()), NOW);

    // Without the guard it is this machine that is asked.
    assertThat(reports.byPod()).containsOnlyKeys("good");
    assertThat(asked).hasValue(1);
  }

  @Test
  void a_slow_pod_delays_no_one_and_has_one_question_open() {
    var slowAsked = new AtomicInteger();
    var slow =
        other(
            exchange -> {
              slowAsked.incrementAndGet();
              end.await();
            });
    workers = asking(port(), PATIENCE, A_MOMENT);

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                workers.ask(ledger, List.of(slow, good()), NOW).byPod().containsKey("good")
                    && asked.get() - slowAsked.get() >= 3);
    assertThat(slowAsked).hasValue(1);
  }

  @Test
  void an_answer_that_stops_half_way_is_given_up_and_asked_for_again() {
    var halting =
        other(
            exchange -> {
              exchange.sendResponseHeaders(200, REPORT.length());
              exchange.getResponseBody().write(REPORT.substring(0, 20).getBytes(UTF_8));
              exchange.getResponseBody().flush();
              end.await();
            });
    assertGivenUpAndAskedAgain(halting);
  }

  @Test
  void an_answer_that_never_ends_is_given_up_and_asked_for_again() {
    var trickling =
        other(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              while (!end.await(1, TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
              }
            });
    assertGivenUpAndAskedAgain(trickling);
  }

  private void assertGivenUpAndAskedAgain(PodAddress pod) {
    workers = asking(port(), A_MOMENT, PATIENCE);
    assertThat(workers.ask(ledger, List.of(pod), NOW).byPod()).isEmpty();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              workers.ask(ledger, List.of(pod), NOW);
              return asked.get() >= 2;
            });
  }

  @Test
  void what_speaks_another_language_than_http_gives_no_report() throws IOException {
    try (var server = new ServerSocket(port(), 1, InetAddress.getByName("127.0.0.2"))) {
      threads.execute(
          () -> {
            try (var connection = server.accept()) {
              connection.getOutputStream().write(("\r\n\r\n" + REPORT).getBytes(UTF_8));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      var mute = pod("other", "127.0.0.2", true);

      assertThat(workers.ask(ledger, List.of(mute, good()), NOW).byPod()).containsOnlyKeys("good");
    }
  }

  @Test
  void an_answer_that_comes_late_serves_the_next_round() {
    var asIfBusy = new CountDownLatch(1);
    var late =
        other(
            exchange -> {
              asIfBusy.await();
              respond(exchange, 200, REPORT);
            });
    workers = asking(port(), PATIENCE, A_MOMENT);

    assertThat(workers.ask(ledger, List.of(late), NOW).byPod()).isEmpty();
    asIfBusy.countDown();
    await()
        .atMost(PATIENCE)
        .until(() -> !workers.ask(ledger, List.of(late), NOW).byPod().isEmpty());
  }

  @DisplayName("what is not a report is ignored")
  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "<html>"})
  void garbage(String text) {
    var other = other(exchange -> respond(exchange, 200, text));

    assertThat(workers.ask(ledger, List.of(other, good()), NOW).byPod()).containsOnlyKeys("good");
  }

  @Test
  void a_huge_answer_is_ignored() {
    var huge = other(exchange -> respond(exchange, 200, REPORT + " ".repeat(70_000)));

    assertThat(workers.ask(ledger, List.of(huge, good()), NOW).byPod()).containsOnlyKeys("good");
  }

  @Test
  void an_error_page_is_ignored_even_if_it_is_a_report() {
    var broken = other(exchange -> respond(exchange, 503, REPORT));

    assertThat(workers.ask(ledger, List.of(broken, good()), NOW).byPod()).containsOnlyKeys("good");
  }

  @Test
  void every_pod_of_a_large_pool_is_asked_but_of_new_ones_never_more_than_64_at_once() {
    var open = new AtomicInteger();
    var most = new AtomicInteger();
    var full = new CountDownLatch(64);
    other(
        exchange -> {
          most.accumulateAndGet(open.incrementAndGet(), Math::max);
          full.countDown();
          full.await();
          open.decrementAndGet();
          respond(exchange, 200, REPORT);
        });
    var pods = IntStream.range(0, 600).mapToObj(i -> pod("pod-" + i, "127.0.0.2", true)).toList();

    assertThat(workers.ask(ledger, pods, NOW).byPod()).hasSize(600);
    assertThat(most).hasValue(64);
  }

  @Test
  void a_pod_is_told_to_pull_no_more_and_to_pull_again() {
    workers.cordon(good());
    await()
        .atMost(PATIENCE)
        .until(() -> posts.equals(List.of("127.0.0.1" + WorkerEndpoints.CORDON)));

    workers.uncordon(good());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                posts.equals(
                    List.of(
                        "127.0.0.1" + WorkerEndpoints.CORDON,
                        "127.0.0.1" + WorkerEndpoints.UNCORDON)));
  }

  @Test
  void a_worker_that_refuses_orders_for_minutes_is_quoted_until_it_takes_one() {
    var status = new AtomicInteger(403);
    var refusing =
        other(
            exchange ->
                respond(
                    exchange,
                    exchange.getRequestMethod().equals("POST") ? status.get() : 200,
                    exchange.getRequestMethod().equals("POST")
                        ? "Expected a proof." + "!".repeat(1000) + "\nmore"
                        : REPORT));
    var pods = List.of(refusing, good());
    // The answer to the one before has been read when the next one is sent, before or after the
    // clock went on.
    for (var order = 1; order <= 12; order++) {
      cordon(refusing, order);
      nanos.addAndGet(OrderRefusals.RECENT.toNanos() / 2 - 1);
    }
    cordon(refusing, 13);

    var told =
        await()
            .atMost(PATIENCE)
            .until(() -> workers.ask(ledger, pods, NOW).refusing(), one -> !one.isEmpty());
    assertThat(told).containsOnlyKeys("other");
    assertThat(told.get("other")).startsWith("Expected a proof.!").hasSizeLessThan(201);

    status.set(202);
    cordon(refusing, 14);
    await().atMost(PATIENCE).until(() -> workers.ask(ledger, pods, NOW).refusing().isEmpty());
  }

  private void cordon(PodAddress pod, int orders) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (posts.size() < orders) {
                workers.cordon(pod);
              }
              return posts.size() >= orders;
            });
  }

  @Test
  void telling_a_pod_without_an_address_does_nothing() {
    workers.cordon(pod("new", "", false));
    workers.uncordon(pod("new", "", false));
    assertThat(signed).hasValue(0);

    workers.cordon(good());
    assertThat(signed).hasValue(1);
  }

  @Test
  void a_pool_of_the_same_pods_with_another_ledger_counts_from_zero() {
    workers.ask(ledger, List.of(good()), NOW);

    assertThat(workers.ask(new PoolLedger("media", NOW), List.of(), NOW).service().started())
        .isZero();
  }
}
