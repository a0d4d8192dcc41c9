// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.protocol.HttpFormat;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import dev.taskworkers.worker.handlers.StatusRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A container that does tasks")
@Timeout(180)
class HttpHandlerTest {
  private static final TestContext CONTEXT = new TestContext();

  private StubServer server;

  @BeforeEach
  void serve() throws IOException {
    server = new StubServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void gets_a_cloud_event_as_eventarc_sends_it() throws Exception {
    var task = Tasks.of("hello", Map.of("k", "v"));
    assertThat(handler(HttpFormat.CloudEvents).handle(task, new TestContext()))
        .isEqualTo(Outcome.ack());
    assertThat(server.headers)
        .containsEntry("Ce-specversion", "1.0")
        .containsEntry("Ce-type", "google.cloud.pubsub.topic.v1.messagePublished")
        .containsEntry("Ce-source", "//pubsub.googleapis.com/projects/p/subscriptions/s")
        .containsEntry("Ce-id", "id-1")
        .containsEntry("Content-type", "application/json");
    assertThat(server.body)
        .isEqualTo(
            "{\"message\":{\"attributes\":{\"k\":\"v\"},\"data\":\"aGVsbG8=\","
                + "\"messageId\":\"id-1\",\"message_id\":\"id-1\","
                + "\"publishTime\":\"2026-01-01T00:00:00Z\",\"publish_time\":\"2026-01-01T00:00:00Z\"},"
                + "\"subscription\":\"projects/p/subscriptions/s\",\"deliveryAttempt\":2}");
  }

  @ParameterizedTest(name = "gets no header from an attribute {0}")
  @ValueSource(
      strings = {
        "traceparent",
        "googclient_traceparent",
        "ce-id",
        "Host",
        "Content-Length",
        "Evil: 1\r\nX",
        "{\"a\":1}",
      })
  void gets_no_header_from_an_attribute(String name) throws Exception {
    var value = "00-1\r\nEvil: 1\r\n\r\nGET / HTTP/1.1\u0000\u202e\"}";
    assertThat(
            handler(HttpFormat.CloudEvents).handle(Tasks.of(value, Map.of(name, value)), CONTEXT))
        .isEqualTo(Outcome.ack());

    assertThat(server.headers.keySet())
        .isSubsetOf(
            "Host",
            "User-agent",
            "Content-length",
            "Content-type",
            "Ce-specversion",
            "Ce-type",
            "Ce-source",
            "Ce-id",
            "Ce-time");
    var message = new ObjectMapper().readTree(server.body).get("message");
    assertThat(message.get("attributes").properties())
        .singleElement()
        .satisfies(attribute -> assertThat(attribute.getKey()).isEqualTo(name))
        .satisfies(attribute -> assertThat(attribute.getValue().asText()).isEqualTo(value));
    assertThat(Base64.getDecoder().decode(message.get("data").asText()))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(value);
  }

  @Test
  void gets_the_bare_envelope_where_it_wants_pubsubs_push() throws Exception {
    var task = Tasks.of("hello");
    handler(HttpFormat.PubSubPush).handle(task, new TestContext());
    assertThat(server.headers).doesNotContainKey("Ce-id");
    assertThat(server.body).contains("\"data\":\"aGVsbG8=\"");
  }

  @ParameterizedTest(name = "gets the whole of a payload of {0} bytes, and hears its length before")
  @ValueSource(ints = {0, 1, 12_000, 20_000, 9_500_000})
  void gets_the_whole_of_a_payload(int bytes) throws Exception {
    var data = "x".repeat(bytes);
    handler(HttpFormat.PubSubPush).handle(Tasks.of(data), new TestContext());
    var base64 = Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8));
    assertThat(server.body.contains("\"data\":\"" + base64 + "\",")).isTrue();
    assertThat(server.headers)
        .containsEntry("Content-length", Integer.toString(server.body.length()));
  }

  @Test
  void gets_the_publishers_trace_where_the_worker_makes_no_spans() throws Exception {
    var traceparent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
    handler(HttpFormat.CloudEvents)
        .handle(Tasks.of("x", Map.of("googclient_traceparent", traceparent)), new TestContext());
    assertThat(server.headers).containsEntry("Traceparent", traceparent);
  }

  @Test
  void may_ask_for_another_time() throws Exception {
    server.status = 503;
    var outcome = handler(HttpFormat.CloudEvents).handle(Tasks.of("x"), new TestContext());
    assertThat(outcome).isInstanceOf(Outcome.RetryAfter.class);
    assertThat(((Outcome.RetryAfter) outcome).delay()).hasSeconds(7);
  }

  @Test
  void is_not_ready_and_has_not_seen_the_task_while_nothing_listens() {
    var handler = handler(HttpFormat.CloudEvents);
    assertThat(handler.notReady()).isEmpty();
    server.close();
    assertThat(handler.notReady())
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("Nothing listens"));
    assertThatThrownBy(() -> handler.handle(Tasks.of("x"), new TestContext()))
        .isInstanceOf(NoAnswerException.class)
        .hasMessageContaining("No connection to http://127.0.0.1:");
  }

  @DisplayName("may have begun with the task when it breaks off")
  @ParameterizedTest(name = "after ''{0}''")
  @ValueSource(
      strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"})
  void breaks_off(String words) throws Exception {
    try (var broken = new Words(words)) {
      assertThatThrownBy(
              () ->
                  handler(broken.address(), HttpFormat.CloudEvents)
                      .handle(Tasks.of("x"), new TestContext()))
          .hasMessageContaining("broke before the answer was complete");
    }
  }

  @Test
  void has_answered_when_it_speaks_no_http() throws Exception {
    try (var broken = new Words("SSH-2.0-OpenSSH_9.9\r\n\r\n")) {
      var outcome =
          handler(broken.address(), HttpFormat.CloudEvents)
              .handle(Tasks.of("x"), new TestContext());
      assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    }
  }

  @Test
  void is_left_alone_when_the_task_is_cancelled() throws Exception {
    server.release = new CountDownLatch(1);
    var handler = handler(HttpFormat.CloudEvents);
    var context = new TestContext();
    var running = CompletableFuture.supplyAsync(() -> outcome(handler, context));
    server.asked.await();
    context.cancel();
    assertThat(running.get()).isInstanceOf(Outcome.Retry.class);
  }

  private static Outcome outcome(HttpHandler handler, TestContext context) {
    try {
      return handler.handle(Tasks.of("x"), context);
    } catch (NoAnswerException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpHandler handler(HttpFormat format) {
    return handler(server.address(), format);
  }

  private static HttpHandler handler(TaskServer server, HttpFormat format) {
    return new HttpHandler(server, format, StatusRules.NONE, "projects/p/subscriptions/s");
  }
}
