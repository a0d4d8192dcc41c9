package dev.taskworkers.worker.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import dev.taskworkers.worker.handlers.HandlerSpec.Format;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A container that does tasks")
@Timeout(180)
class HttpHandlerTest {
  private final Map<String, String> headers = new HashMap<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private HttpServer server;
  private String body = "";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestHeaders().forEach((key, value) -> headers.put(key, value.get(0)));
            body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.countDown();
            if (exchange.getRequestURI().getPath().equals("/slow")) {
              release.await();
            }
            exchange.getResponseHeaders().set("Retry-After", "7");
            var status = exchange.getRequestURI().getPath().equals("/busy") ? 503 : 204;
            exchange.sendResponseHeaders(status, -1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
  }

  @Test
  void getsACloudEventAsEventarcSendsIt() {
    var task = Tasks.of("hello", Map.of("k", "v"));
    assertThat(handler("/", Format.CloudEvents).handle(task, new TestContext()))
        .isEqualTo(Outcome.ack());
    assertThat(headers)
        .containsEntry("Ce-specversion", "1.0")
        .containsEntry("Ce-type", "google.cloud.pubsub.topic.v1.messagePublished")
        .containsEntry("Ce-source", "//pubsub.googleapis.com/projects/p/subscriptions/s")
        .containsEntry("Ce-id", "id-1")
        .containsEntry("Content-type", "application/json");
    assertThat(body)
        .isEqualTo(
            "{\"message\":{\"attributes\":{\"k\":\"v\"},\"data\":\"aGVsbG8=\","
                + "\"messageId\":\"id-1\",\"publishTime\":\"2026-01-01T00:00:00Z\"},"
                + "\"subscription\":\"projects/p/subscriptions/s\",\"deliveryAttempt\":2}");
  }

  @Test
  void getsTheBareEnvelopeWhereItWantsPubSubsPush() {
    var task = Tasks.of("hello");
    handler("/", Format.PubSubPush).handle(task, new TestContext());
    assertThat(headers).doesNotContainKey("Ce-id");
    assertThat(body).contains("\"data\":\"aGVsbG8=\"");
  }

  @Test
  void getsThePublishersTraceWhereTheWorkerMakesNoSpans() {
    var traceparent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
    handler("/", Format.CloudEvents)
        .handle(Tasks.of("x", Map.of("googclient_traceparent", traceparent)), new TestContext());
    assertThat(headers).containsEntry("Traceparent", traceparent);
  }

  @Test
  void mayAskForAnotherTime() {
    var outcome = handler("/busy", Format.CloudEvents).handle(Tasks.of("x"), new TestContext());
    assertThat(outcome).isInstanceOf(Outcome.RetryAfter.class);
    assertThat(((Outcome.RetryAfter) outcome).delay()).hasSeconds(7);
  }

  @Test
  void isNotReadyAndGetsTheTaskLaterWhileNothingListens() {
    var handler = handler("/", Format.CloudEvents);
    assertThat(handler.notReady()).isEmpty();
    server.stop(0);
    assertThat(handler.notReady())
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("Nothing listens"));
    assertThat(handler.handle(Tasks.of("x"), new TestContext())).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void isLeftAloneWhenTheTaskIsCancelled() throws Exception {
    var handler = handler("/slow", Format.CloudEvents);
    var context = new TestContext();
    var running = CompletableFuture.supplyAsync(() -> handler.handle(Tasks.of("x"), context));
    asked.await();
    context.cancel();
    assertThat(running.get()).isInstanceOf(Outcome.Retry.class);
  }

  private HttpHandler handler(String path, Format format) {
    var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return new HttpHandler(new TaskServer(url), format, "projects/p/subscriptions/s");
  }
}
