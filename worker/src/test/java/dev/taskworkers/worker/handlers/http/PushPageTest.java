// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.protocol.HttpFormat;
import dev.taskworkers.protocol.Redelivery;
import dev.taskworkers.runtime.Backoff;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.failure.FailurePolicy;
import dev.taskworkers.worker.failure.Settlement;
import dev.taskworkers.worker.fixtures.TestContext;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import dev.taskworkers.worker.handlers.StatusRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sends tasks as a pool does, and compares each line of the page with what a server gets. */
@DisplayName("docs/push.md")
@Timeout(180)
class PushPageTest {
  private static final Path PAGE = Path.of("../docs/push.md");
  private static final String SUBSCRIPTION = "projects/p/subscriptions/s";
  private static final String NONE = "none";

  private final Map<String, String> headers = new LinkedHashMap<>();
  private HttpServer server;
  private String method = "";
  private String path = "";
  private JsonNode body;
  private int status = 200;
  private String retryAfter = "";
  private String data = "hello";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void tells_of_the_request_of_a_push() throws Exception {
    send(HttpFormat.PubSubPush, Map.of("k", "v"), "");
    var line = new LinkedHashMap<String, String>();
    line.put("method", code(method));
    line.put("path", path.equals("/tasks") ? "that of `handler.http.path`" : path);
    line.put("`Content-Type`", code(header("Content-type")));
    line.put("`Authorization`", bold(header("Authorization")));
    line.put("`User-Agent`", bold(code(header("User-agent"))));
    line.put("`ce-id`", header("Ce-id"));
    assertThat(keys(body)).isEqualTo("`deliveryAttempt`, `message`, `subscription`");
    line.put("body", "`message`, `subscription`, and **always** `deliveryAttempt`");
    line.put("message", keys(body.get("message")));
    line.put("data", body.at("/message/data").asText().equals(base64("hello")) ? "base64" : "");
    line.put(
        "subscription",
        body.get("subscription").asText().equals(SUBSCRIPTION) ? "full name" : "another");
    send(HttpFormat.PubSubPush, Map.of("k", "v"), "key");
    assertThat(body.at("/message/orderingKey").asText()).isEqualTo("key");
    line.put("ordered message", "the same, and `orderingKey`");
    send(HttpFormat.PubSubPush, Map.of(), "");
    assertThat(body.at("/message/attributes").isEmpty()).isTrue();
    line.put("message without attributes", "**empty** `attributes`");
    data = "";
    send(HttpFormat.PubSubPush, Map.of("k", "v"), "");
    assertThat(body.at("/message/data").textValue()).isEmpty();
    line.put("message without data", "**empty** `data`");

    assertThat(table("## The request, with `format: PubSubPush`"))
        .containsExactlyInAnyOrderEntriesOf(line);
  }

  @Test
  void tells_of_the_headers_of_a_cloud_event() throws Exception {
    send(HttpFormat.CloudEvents, Map.of(), "");
    var line = new LinkedHashMap<String, String>();
    line.put("`ce-specversion`", code(header("Ce-specversion")));
    line.put("`ce-type`", code(header("Ce-type")));
    line.put("`ce-source`", bold(code(header("Ce-source"))));
    assertThat(header("Ce-id")).isEqualTo("id-1");
    line.put("`ce-id`", "the message ID");
    assertThat(header("Ce-time")).isEqualTo("2026-01-01T00:00:00Z");
    line.put("`ce-time`", "the publish time");

    assertThat(table("## The request, with `format: CloudEvents`")).isEqualTo(line);
  }

  @Test
  void tells_what_becomes_of_an_answer() throws Exception {
    var page = table("## The answer, with `format: PubSubPush`");
    for (var row : page.entrySet()) {
      if (row.getKey().matches("[0-9, ]+")) {
        for (var each : row.getKey().split(", ")) {
          if (each.equals("102")) {
            // AnswerReaderTest has it: this server can send no answer before its answer.
            assertThat(row.getValue()).startsWith("**no answer yet**");
            continue;
          }
          status = Integer.parseInt(each);
          assertThat(send(HttpFormat.PubSubPush, Map.of(), ""))
              .as(each)
              .isInstanceOf(
                  row.getValue().equals("acknowledged")
                      ? Outcome.ack().getClass()
                      : Outcome.Retry.class);
        }
      }
    }
    status = 503;
    retryAfter = "Fri, 31 Dec 2027 23:59:59 GMT";
    assertThat(send(HttpFormat.PubSubPush, Map.of(), "")).isInstanceOf(Outcome.Retry.class);
    retryAfter = "0";
    assertThat(send(HttpFormat.PubSubPush, Map.of(), "")).isInstanceOf(Outcome.Retry.class);
    retryAfter = "7";
    assertThat(settled(send(HttpFormat.PubSubPush, Map.of(), ""), 1)).isEqualTo(seconds(7));
    retryAfter = "7200";
    var later = send(HttpFormat.PubSubPush, Map.of(), "");
    assertThat(settled(later, 1)).isEqualTo(Redelivery.LONGEST_DELAY);
    assertThat(settled(later, 2)).as("of the last attempt").isNull();
    assertThat(page)
        .containsEntry(
            "503 with `Retry-After`",
            "comes back after that number of seconds, at most "
                + Redelivery.LONGEST_DELAY.toSeconds()
                + "; the worker ignores a date and 0");
    stop();
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> send(HttpFormat.PubSubPush, Map.of(), "")))
        .isInstanceOf(NoAnswerException.class);
    assertThat(page.get("connection refused")).startsWith("comes back, **uncounted**");
  }

  /** How long its task is put off where it may be tried twice; null for a dead letter. */
  private static Duration settled(Outcome outcome, int attempt) {
    var policy = new FailurePolicy(2, new Backoff(seconds(10), seconds(600)), true);
    return policy.settle(outcome, attempt, 0.5) instanceof Settlement.Nack nack
        ? nack.delay()
        : null;
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private Outcome send(HttpFormat format, Map<String, String> attributes, String key)
      throws Exception {
    var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tasks");
    return new HttpHandler(
            new TaskServer(address, new VirtualTimer()), format, StatusRules.NONE, SUBSCRIPTION)
        .handle(
            new Task(
                "id-1", Payload.of(data), attributes, key, Instant.parse("2026-01-01T00:00:00Z")),
            new TestContext());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      headers.clear();
      exchange.getRequestHeaders().forEach((name, value) -> headers.put(name, value.get(0)));
      method = exchange.getRequestMethod();
      path = exchange.getRequestURI().getPath();
      body = new JsonMapper().readTree(exchange.getRequestBody().readAllBytes());
      if (!retryAfter.isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", retryAfter);
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private String header(String name) {
    return headers.getOrDefault(name, NONE);
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String bold(String text) {
    return "**" + text + "**";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String keys(JsonNode object) {
    var names = new TreeSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names.stream().map(PushPageTest::code).collect(Collectors.joining(", "));
  }

  /** The first cell of each line of a table, and the last. */
  private static Map<String, String> table(String heading) throws IOException {
    var page = Files.readString(PAGE);
    var from = page.indexOf(heading + "\n");
    assertThat(from).as(heading).isNotNegative();
    var until = page.indexOf("\n## ", from + 1);
    var lines = new LinkedHashMap<String, String>();
    for (var line : page.substring(from, until).split("\n")) {
      if (line.startsWith("| ") && !line.startsWith("| ---")) {
        List<String> cells = Arrays.asList(line.substring(2, line.length() - 2).split(" \\| "));
        lines.put(cells.get(0), cells.get(cells.size() - 1));
      }
    }
    lines.remove("case");
    lines.remove("status");
    return lines;
  }
}
