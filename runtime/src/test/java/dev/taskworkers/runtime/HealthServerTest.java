// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The health server")
class HealthServerTest {
  /** Milliseconds, so that a test that would wait for ever fails; no machine is so slow. */
  private static final int PATIENCE = 120_000;

  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final AtomicLong now = new AtomicLong();
  private final HealthServer server = HealthServer.start("127.0.0.1", 0, now::get);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void says_ok_while_nothing_is_wrong() throws Exception {
    server.probe("/livez", Optional::empty);
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/livez").body()).isEqualTo("ok\n");
  }

  @Test
  void says_what_is_wrong() throws Exception {
    server.probe("/readyz", () -> Optional.of("the subscription is missing"));
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("the subscription is missing\n");
  }

  @Test
  void makes_a_page_for_each_request() throws Exception {
    var visits = new AtomicInteger();
    server.page("/metrics", "text/plain", () -> "visit " + visits.incrementAndGet());
    get("/metrics");
    assertThat(get("/metrics").body()).isEqualTo("visit 2");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "deflate, gzip;q=1.0, *;q=0.5 | true",
        "GZIP | true",
        "gzip;q=0 | false",
        "gzip;q=0.0, identity | false",
        "identity | false",
        "xgzip | false",
      })
  void compresses_a_large_page_for_who_reads_that(String accepts, boolean compressed)
      throws Exception {
    var text = "a line like all others\n".repeat(1000);
    server.page("/large", "text/plain", () -> text).page("/small", "text/plain", () -> "small");

    var large = bytes("/large", accepts);

    assertThat(large.headers().firstValue("Content-Encoding"))
        .isEqualTo(compressed ? Optional.of("gzip") : Optional.empty());
    assertThat(large.headers().firstValueAsLong("Content-Length")).hasValue(large.body().length);
    try (var body = new ByteArrayInputStream(large.body())) {
      var read = compressed ? new GZIPInputStream(body) : body;
      assertThat(new String(read.readAllBytes(), UTF_8)).isEqualTo(text);
    }
    assertThat(bytes("/small", accepts).body()).isEqualTo("small".getBytes(UTF_8));
  }

  /** None of these answers is large, so that nobody need know what the client takes. */
  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/livez"})
  void answers_a_probe_beside_a_request_with_codings_without_end(String path) throws Exception {
    server.probe("/livez", Optional::empty);
    var codings = ",gzip;q=".repeat(330) + ",".repeat(5300) + "\u0085x";
    try (var socket = new Socket("127.0.0.1", server.port())) {
      send(socket, "GET " + path + " HTTP/1.1\r\nAccept-Encoding: " + codings + "\r\n\r\n");

      assertThat(get("/livez").statusCode()).isEqualTo(200);
      assertThat(socket.getInputStream().readNBytes(8)).asString().isEqualTo("HTTP/1.1");
    }
  }

  private HttpResponse<byte[]> bytes(String path, String accepts) throws Exception {
    return client.send(
        request(path).header("Accept-Encoding", accepts).GET().build(), BodyHandlers.ofByteArray());
  }

  @Test
  void takes_an_order_by_post_alone() throws Exception {
    var orders = new AtomicInteger();
    server.order("/order", order -> Response.text(202, "order " + orders.incrementAndGet()));
    assertThat(get("/order").statusCode()).isEqualTo(405);
    assertThat(post("/order").statusCode()).isEqualTo(202);
    assertThat(orders).hasValue(1);
  }

  @Test
  void hands_an_order_on_with_its_headers_and_all_of_its_body() throws Exception {
    server.order("/order", order -> Response.text(202, order.header("proof") + " " + order.body()));
    var body = "ä".repeat(4096);

    var sent = request("/order").header("Proof", "p").POST(BodyPublishers.ofString(body)).build();

    assertThat(client.send(sent, BodyHandlers.ofString()).body()).isEqualTo("p " + body);
  }

  @Test
  void refuses_a_post_to_a_page() throws Exception {
    server.page("/page", "application/json", () -> "{}");
    var refused = post("/page");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void says_which_address_is_taken() {
    assertThatThrownBy(() -> HealthServer.start("127.0.0.1", server.port()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("127.0.0.1:" + server.port());
  }

  @Test
  void answers_a_probe_while_a_thousand_connections_dribble() throws Exception {
    server.probe("/livez", Optional::empty);
    var dribbling = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 1000; i++) {
        var socket = new Socket("127.0.0.1", server.port());
        dribbling.add(socket);
        send(socket, "G");
      }

      assertThat(get("/livez").statusCode()).isEqualTo(200);
    } finally {
      for (var socket : dribbling) {
        socket.close();
      }
    }
  }

  @Test
  void answers_a_probe_while_pages_wait_and_are_not_read() throws Exception {
    var block = new CountDownLatch(1);
    server.probe("/livez", Optional::empty);
    server.page("/slow", "text/plain", () -> await(block));
    // Larger than what the system takes of an answer that nobody reads.
    server.page("/metrics", "text/plain", () -> "x".repeat(10_000_000));
    var clients = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 40; i++) {
        var socket = new Socket();
        clients.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
        send(socket, "GET " + (i % 2 == 0 ? "/slow" : "/metrics") + " HTTP/1.1\r\n\r\n");
      }

      assertThat(get("/livez").statusCode()).isEqualTo(200);
      block.countDown();
      assertThat(statuses(clients)).contains("200", "503");
    } finally {
      for (var socket : clients) {
        socket.close();
      }
    }
  }

  @ParameterizedTest(name = "from {0} addresses")
  @ValueSource(ints = {1, 4})
  void answers_who_reads_while_others_have_answers_that_they_do_not_read(int addresses)
      throws Exception {
    // Larger than what the system takes of an answer that nobody reads.
    var text = "x".repeat(10_000_000);
    server.page("/metrics", "text/plain", () -> text);
    var slow = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 4; i++) {
        slow.add(begin("/metrics", "127.0.0." + (2 + i % addresses)));
      }
      assertThat(statuses(slow)).as("each has the beginning of its answer").containsOnly("200");
      pass(A_SECOND.plusNanos(1));

      assertThat(get("/metrics").body()).isEqualTo(text);
      assertThat(slow.get(0).getInputStream().readAllBytes()).hasSizeLessThan(text.length());
      assertThat(slow.get(3).getInputStream().readAllBytes()).hasSizeGreaterThan(text.length());
    } finally {
      for (var socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void lets_the_address_go_first_that_has_most_answers_which_it_does_not_read() throws Exception {
    var text = "x".repeat(10_000_000);
    server.page("/metrics", "text/plain", () -> text);
    var slow = new ArrayList<Socket>();
    try (var patient = begin("/metrics", "127.0.0.2")) {
      assertThat(statuses(List.of(patient))).containsExactly("200");
      for (var i = 0; i < 20; i++) {
        slow.add(begin("/metrics", "127.0.0.3"));
        assertThat(statuses(slow.subList(i, i + 1))).containsExactly("200");
        pass(A_SECOND.plusNanos(1));
      }

      assertThat(patient.getInputStream().readAllBytes()).hasSizeGreaterThan(text.length());
    } finally {
      for (var socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void lets_who_has_had_the_answer_for_a_second_or_less_read_it() throws Exception {
    var text = "x".repeat(10_000_000);
    server.page("/metrics", "text/plain", () -> text);
    var readers = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 4; i++) {
        readers.add(begin("/metrics", "127.0.0." + (2 + i)));
      }
      assertThat(statuses(readers)).containsOnly("200");
      pass(A_SECOND);

      assertThat(get("/metrics").statusCode()).isEqualTo(503);
      for (var reader : readers) {
        assertThat(reader.getInputStream().readAllBytes()).hasSizeGreaterThan(text.length());
      }
    } finally {
      for (var socket : readers) {
        socket.close();
      }
    }
  }

  @Test
  void takes_the_place_of_no_slow_reader_for_an_address_that_has_more() throws Exception {
    var text = "x".repeat(10_000_000);
    var block = new CountDownLatch(1);
    var asked = new AtomicInteger();
    server.page("/metrics", "text/plain", () -> asked.incrementAndGet() == 1 ? text : await(block));
    var others = new ArrayList<Socket>();
    try (var slow = begin("/metrics", "127.0.0.2")) {
      assertThat(statuses(List.of(slow))).containsExactly("200");
      pass(A_SECOND.plusNanos(1));
      for (var i = 0; i < 20; i++) {
        others.add(begin("/metrics", "127.0.0.3"));
        // One thread serves all connections in turn, so that an answer is behind what came before.
        assertThat(get("/livez").statusCode()).isEqualTo(404);
      }

      assertThat(statuses(others.subList(3, 20))).containsOnly("503");
      block.countDown();
      assertThat(statuses(others.subList(0, 3))).containsOnly("200");
      assertThat(slow.getInputStream().readAllBytes()).hasSizeGreaterThan(text.length());
    } finally {
      for (var socket : others) {
        socket.close();
      }
    }
  }

  @Test
  void takes_at_once_the_place_of_a_reader_whose_address_has_more() throws Exception {
    var text = "x".repeat(10_000_000);
    server.page("/metrics", "text/plain", () -> text);
    var many = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 4; i++) {
        many.add(begin("/metrics", "127.0.0.2"));
      }
      assertThat(statuses(many)).containsOnly("200");

      assertThat(get("/metrics").body()).isEqualTo(text);
    } finally {
      for (var socket : many) {
        socket.close();
      }
    }
  }

  private Socket begin(String path, String from) throws Exception {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
    send(socket, "GET " + path + " HTTP/1.1\r\n\r\n");
    return socket;
  }

  @Test
  void answers_all_that_wait_for_the_same_event_and_pages_and_orders_meanwhile() throws Exception {
    var event = new CompletableFuture<String>();
    server.page("/metrics", "text/plain", () -> "numbers");
    server.event("/drained", "text/plain", () -> event);
    var waiting = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 20; i++) {
        var socket = new Socket("127.0.0.1", server.port());
        waiting.add(socket);
        send(socket, "GET /drained HTTP/1.1\r\n\r\n");
      }
      assertThat(get("/metrics").body()).isEqualTo("numbers");
      event.complete("drained");
      assertThat(statuses(waiting)).hasSize(20).containsOnly("200");
    } finally {
      for (var socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void lets_no_more_wait_for_an_event_than_leave_room_for_a_probe() throws Exception {
    var event = new CompletableFuture<String>();
    server.probe("/livez", Optional::empty);
    server.event("/drained", "text/plain", () -> event);
    var waiting = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 300; i++) {
        var socket = new Socket("127.0.0.1", server.port());
        waiting.add(socket);
        send(socket, "GET /drained HTTP/1.1\r\n\r\n");
      }
      assertThat(get("/livez").statusCode()).isEqualTo(200);
      event.complete("drained");
      assertThat(statuses(waiting)).contains("200", "503");
    } finally {
      for (var socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void lets_nobody_who_fills_the_places_of_an_event_keep_others_from_it() throws Exception {
    var event = new CompletableFuture<String>();
    server.event("/drained", "text/plain", () -> event);
    var filling = new ArrayList<Socket>();
    try (var hook = new Socket("127.0.0.1", server.port())) {
      fill(filling);
      send(hook, "GET /drained HTTP/1.1\r\n\r\n");
      fill(filling);
      event.complete("drained");
      assertThat(statuses(List.of(hook))).containsExactly("200");
      assertThat(statuses(filling.subList(64, 200))).containsOnly("503");
    } finally {
      for (var socket : filling) {
        socket.close();
      }
    }
  }

  @ParameterizedTest(name = "from {0} addresses")
  @ValueSource(ints = {1, 150})
  void lets_who_waits_for_an_event_keep_its_place_from_all_who_come_later(int addresses)
      throws Exception {
    var event = new CompletableFuture<String>();
    server.event("/drained", "text/plain", () -> event);
    var later = new ArrayList<Socket>();
    try (var hook = new Socket("127.0.0.1", server.port())) {
      send(hook, "GET /drained HTTP/1.1\r\n\r\n");
      for (var i = 1; i <= 150; i++) {
        ask(later, "127.0.0." + Math.min(i, addresses));
      }
      assertThat(get("/livez").statusCode()).isEqualTo(404);
      event.complete("drained");
      assertThat(statuses(List.of(hook))).containsExactly("200");
    } finally {
      for (var socket : later) {
        socket.close();
      }
    }
  }

  private void ask(List<Socket> sockets, String from) throws Exception {
    var to = InetAddress.getByName("127.0.0.1");
    var socket = new Socket(to, server.port(), InetAddress.getByName(from), 0);
    sockets.add(socket);
    send(socket, "GET /drained HTTP/1.1\r\n\r\n");
  }

  @Test
  void lets_one_more_address_wait_for_an_event_if_another_has_two_places() throws Exception {
    var event = new CompletableFuture<String>();
    server.event("/drained", "text/plain", () -> event);
    var before = new ArrayList<Socket>();
    try (var hook = new Socket("127.0.0.1", server.port())) {
      for (var i = 0; i < 64; i++) {
        ask(before, "127.0.0." + (2 + i % 63));
      }
      assertThat(get("/livez").statusCode()).isEqualTo(404);
      send(hook, "GET /drained HTTP/1.1\r\n\r\n");
      assertThat(statuses(before.subList(63, 64))).containsExactly("503");
      event.complete("drained");
      assertThat(statuses(List.of(hook))).containsExactly("200");
    } finally {
      for (var socket : before) {
        socket.close();
      }
    }
  }

  /** Takes more places than there are, from another address than the tests'. */
  private void fill(List<Socket> sockets) throws Exception {
    for (var i = 0; i < 100; i++) {
      ask(sockets, "127.0.0.2");
    }
    // One thread serves all connections in turn, so that an answer is behind what came before.
    assertThat(get("/livez").statusCode()).isEqualTo(404);
  }

  @Test
  void says_that_an_event_can_not_be_waited_for_and_goes_on() throws Exception {
    server.event(
        "/drained", "text/plain", () -> CompletableFuture.failedFuture(new Exception("no clock")));
    for (var i = 0; i < 100; i++) {
      assertThat(get("/drained").statusCode()).isEqualTo(500);
    }
  }

  @Test
  void answers_who_waited_for_an_event_that_comes_just_before_it_is_closed() throws Exception {
    var event = new CompletableFuture<String>();
    var asked = new CountDownLatch(1);
    server.event(
        "/drained",
        "text/plain",
        () -> {
          asked.countDown();
          return event;
        });
    try (var socket = new Socket("127.0.0.1", server.port())) {
      send(socket, "GET /drained HTTP/1.1\r\n\r\n");
      asked.await();
      event.complete("drained");
      server.close();
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).endsWith("drained");
    }
  }

  private static List<String> statuses(List<Socket> clients) throws IOException {
    var statuses = new ArrayList<String>();
    for (var socket : clients) {
      socket.setSoTimeout(PATIENCE);
      statuses.add(new String(socket.getInputStream().readNBytes(12), UTF_8).substring(9));
    }
    return statuses;
  }

  private static String await(CountDownLatch latch) {
    try {
      latch.await();
      return "drained";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sends_a_page_that_is_longer_than_what_a_socket_takes_at_once() throws Exception {
    var text = "abcdefghij".repeat(2_000_000);
    server.page("/decisions", "text/plain", () -> text);

    assertThat(get("/decisions").body()).isEqualTo(text);
  }

  @Test
  void is_still_there_after_what_is_no_http() throws Exception {
    server.probe("/livez", Optional::empty);
    try (var socket = new Socket("127.0.0.1", server.port())) {
      send(socket, "\u0016\u0003\u0001 nonsense\r\n\r\n");
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 400 ");
    }

    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void says_that_a_page_failed_and_goes_on() throws Exception {
    server.page(
        "/metrics",
        "text/plain",
        () -> {
          throw new IllegalStateException("no numbers");
        });

    for (var i = 0; i < 10; i++) {
      assertThat(get("/metrics").statusCode()).isEqualTo(500);
    }
  }

  @Test
  void outlives_an_error_of_a_page() throws Exception {
    server.page(
        "/metrics",
        "text/plain",
        () -> {
          throw new StackOverflowError("too deep");
        });

    for (var i = 0; i < 10; i++) {
      assertThat(get("/metrics").statusCode()).isEqualTo(500);
    }
  }

  @Test
  @Timeout(120)
  void outlives_an_answer_that_cant_be_sent() throws Exception {
    server.page("/metrics", "text/plain", () -> null);

    for (var i = 0; i < 10; i++) {
      assertThat(get("/metrics").statusCode()).isEqualTo(500);
    }
  }

  /** More often than a page is made at once: whoever kept its place would leave none. */
  @Test
  @Timeout(120)
  void breaks_off_where_it_cant_even_say_that_a_page_failed() throws Exception {
    server.page(
        "/metrics",
        "text/plain",
        () -> {
          throw new Unspeakable();
        });

    for (var i = 0; i < 10; i++) {
      try (var socket = new Socket("127.0.0.1", server.port())) {
        send(socket, "GET /metrics HTTP/1.1\r\n\r\n");
        assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      }
    }
  }

  /** An error that no log can write down. */
  private static final class Unspeakable extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new StackOverflowError("too deep");
    }
  }

  @Test
  void knows_a_path_as_a_whole() throws Exception {
    server.probe("/livez", Optional::empty);
    server.localPages(
        "/decisions/", "text/plain", Optional::empty, rest -> Optional.of("[" + rest + "]"));

    assertThat(get("/livezz").statusCode()).isEqualTo(404);
    assertThat(get("/decisions/n/p").body()).isEqualTo("[n/p]");
  }

  @Test
  void says_that_there_is_nothing_where_a_page_has_no_text() throws Exception {
    server.localPages(
        "/pools/",
        "application/json",
        Optional::empty,
        rest -> Optional.of("{}").filter(x -> rest.equals("n/p")));

    assertThat(get("/pools/n/p").body()).isEqualTo("{}");
    assertThat(get("/pools/n/q").statusCode()).isEqualTo(404);
  }

  @Test
  void says_why_a_page_is_away_while_it_is() throws Exception {
    var why = new AtomicReference<>(Optional.of("Another one leads."));
    server.localPage("/pools", "application/json", why::get, () -> "[]");
    server.localPages("/pools/", "application/json", why::get, rest -> Optional.of("{}"));
    for (var path : List.of("/pools", "/pools/n/p")) {
      assertThat(get(path).statusCode()).isEqualTo(503);
      assertThat(get(path).body()).isEqualTo("Another one leads.\n");
    }

    why.set(Optional.empty());

    assertThat(get("/pools").body()).isEqualTo("[]");
    assertThat(get("/pools/n/p").body()).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/pools", "/pools/n/p"})
  void what_is_for_this_host_alone_is_refused_to_others(String path) throws Exception {
    server
        .localPage("/pools", "application/json", Optional::empty, () -> "[]")
        .localPages("/pools/", "application/json", Optional::empty, rest -> Optional.of("[]"));
    assertThat(get(path).body()).isEqualTo("[]");

    try (var elsewhere = new Socket()) {
      elsewhere.bind(new InetSocketAddress("127.0.0.2", 0));
      elsewhere.connect(new InetSocketAddress("127.0.0.1", server.port()));
      send(elsewhere, "GET " + path + " HTTP/1.1\r\n\r\n");

      assertThat(statuses(List.of(elsewhere))).containsExactly("403");
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "localhost:8080, 200",
    "127.0.0.1, 200",
    "127.114.0.2:8080, 200",
    "[::1]:80, 200",
    "rebound.example:8080, 403",
    "127.0.0.1.example, 403",
    "128.0.0.1, 403",
  })
  void a_local_page_answers_to_no_other_name_so_that_no_site_reads_it_through_a_browser(
      String host, String status) throws Exception {
    server.localPage("/pools", "application/json", Optional::empty, () -> "[]");
    try (var socket = new Socket("127.0.0.1", server.port())) {
      send(socket, "GET /pools HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8)).endsWith(status);
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).GET().build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return client.send(
        request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }
}
