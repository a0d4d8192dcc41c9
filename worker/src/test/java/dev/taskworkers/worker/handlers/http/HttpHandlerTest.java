package dev.taskworkers.worker.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import dev.taskworkers.worker.handlers.HandlerSpec.Format;
import java.io.IOException;
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
  void getsACloudEventAsEventarcSendsIt() {
    var task = Tasks.of("hello", Map.of("k", "v"));
    assertThat(handler(Format.CloudEvents).handle(task, new TestContext()))
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
                + "\"messageId\":\"id-1\",\"publishTime\":\"2026-01-01T00:00:00Z\"},"
                + "\"subscription\":\"projects/p/subscriptions/s\",\"deliveryAttempt\":2}");
  }

  @Test
  void getsTheBareEnvelopeWhereItWantsPubSubsPush() {
    var task = Tasks.of("hello");
    handler(Format.PubSubPush).handle(task, new TestContext());
    assertThat(server.headers).doesNotContainKey("Ce-id");
    assertThat(server.body).contains("\"data\":\"aGVsbG8=\"");
  }

  @Test
  void getsThePublishersTraceWhereTheWorkerMakesNoSpans() {
    var traceparent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
    handler(Format.CloudEvents)
        .handle(Tasks.of("x", Map.of("googclient_traceparent", traceparent)), new TestContext());
    assertThat(server.headers).containsEntry("Traceparent", traceparent);
  }

  @Test
  void mayAskForAnotherTime() {
    server.status = 503;
    var outcome = handler(Format.CloudEvents).handle(Tasks.of("x"), new TestContext());
    assertThat(outcome).isInstanceOf(Outcome.RetryAfter.class);
    assertThat(((Outcome.RetryAfter) outcome).delay()).hasSeconds(7);
  }

  @Test
  void isNotReadyAndGetsTheTaskLaterWhileNothingListens() {
    var handler = handler(Format.CloudEvents);
    assertThat(handler.notReady()).isEmpty();
    server.close();
    assertThat(handler.notReady())
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("Nothing listens"));
    assertThat(handler.handle(Tasks.of("x"), new TestContext())).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void isLeftAloneWhenTheTaskIsCancelled() throws Exception {
    server.release = new CountDownLatch(1);
    var handler = handler(Format.CloudEvents);
    var context = new TestContext();
    var running = CompletableFuture.supplyAsync(() -> handler.handle(Tasks.of("x"), context));
    server.asked.await();
    context.cancel();
    assertThat(running.get()).isInstanceOf(Outcome.Retry.class);
  }

  private HttpHandler handler(Format format) {
    return new HttpHandler(server.address(), format, "projects/p/subscriptions/s");
  }
}
