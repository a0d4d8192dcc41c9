// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskworkers.protocol.HttpFormat;
import dev.taskworkers.worker.api.BatchTaskHandler.Item;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import dev.taskworkers.worker.handlers.BatchHandler;
import dev.taskworkers.worker.handlers.BatchLimits;
import dev.taskworkers.worker.handlers.BatchRefusal;
import dev.taskworkers.worker.handlers.StatusRules;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A container that does batches")
@Timeout(180)
class HttpBatchHandlerTest {
  private static final String TRACE = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";

  private final TestContext first = new TestContext();
  private final TestContext second = new TestContext();
  private final List<Item> batch =
      List.of(
          new Item(Tasks.of("hello", Map.of("googclient_traceparent", TRACE)), first),
          new Item(Tasks.of("world"), second));
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
  void gets_a_batch_of_cloud_events() throws Exception {
    handler(HttpFormat.CloudEvents).handle(batch);
    assertThat(server.headers.get("Content-type")).isEqualTo("application/cloudevents-batch+json");
    assertThat(server.body)
        .startsWith(
            "[{\"specversion\":\"1.0\",\"type\":\"google.cloud.pubsub.topic.v1.messagePublished\","
                + "\"source\":\"//pubsub.googleapis.com/projects/p/subscriptions/s\","
                + "\"id\":\"id-1\",\"time\":\"2026-01-01T00:00:00Z\",\"traceparent\":\""
                + TRACE
                + "\",\"datacontenttype\":\"application/json\",\"data\":{\"message\":{")
        .contains("\"data\":\"aGVsbG8=\"", "\"data\":\"d29ybGQ=\"", "\"deliveryAttempt\":2}}")
        .endsWith("]");
  }

  @Test
  void gets_bare_envelopes_where_it_wants_pubsubs_push() throws Exception {
    handler(HttpFormat.PubSubPush).handle(batch);
    assertThat(server.headers.get("Content-type")).isEqualTo("application/json");
    assertThat(server.body)
        .startsWith("[{\"message\":{")
        .contains("},{\"message\":{")
        .endsWith("]");
  }

  @Test
  void says_an_outcome_for_each_task() throws Exception {
    server.answer = "[200, 503]";
    var outcomes = handler(HttpFormat.CloudEvents).handle(batch);
    assertThat(outcomes.get(0)).isEqualTo(Outcome.ack());
    assertThat(((Outcome.RetryAfter) outcomes.get(1)).delay()).hasSeconds(7);
  }

  @Test
  void has_done_all_when_its_answer_is_empty() throws Exception {
    assertThat(handler(HttpFormat.CloudEvents).handle(batch))
        .containsExactly(Outcome.ack(), Outcome.ack());
  }

  @Test
  void refuses_a_batch_as_a_whole() {
    server.status = 422;
    server.answer = "no table of that name";
    assertThat(refusal())
        .isEqualTo(
            new Outcome.DeadLetter(
                new Failure("http", "The handler answered 422.", server.answer)));
  }

  @DisplayName("refuses a batch as a whole when its answer is unclear")
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"OK", "[200", "[200, \"503\"]", "[200, 503] [", "200", "[200, 99999999999]"})
  void unclear(String words) {
    server.answer = words;
    assertThat(((Outcome.Retry) refusal()).failure().message())
        .contains("not a JSON array of statuses, for example [200, 503]");
  }

  private Outcome refusal() {
    var handler = handler(HttpFormat.CloudEvents);
    return catchThrowableOfType(BatchRefusal.class, () -> handler.handle(batch)).outcome();
  }

  @Test
  void is_given_up_while_the_body_of_its_answer_stalls() throws Exception {
    try (var stalled = new Words("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", true)) {
      var handler = handler(stalled.address(), HttpFormat.CloudEvents);
      var running = CompletableFuture.supplyAsync(() -> outcomes(handler));
      stalled.said.await();
      first.cancel();
      second.cancel();
      assertThatThrownBy(running::get).hasRootCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void gets_all_tasks_again_when_a_status_is_missing() {
    server.answer = "[200]";
    assertThatThrownBy(() -> handler(HttpFormat.CloudEvents).handle(batch))
        .hasMessageContaining("The handler said 1 outcomes for a batch of 2 tasks");
  }

  @Test
  void is_left_alone_when_no_task_is_wanted_any_more() throws Exception {
    server.release = new CountDownLatch(1);
    var handler = handler(HttpFormat.CloudEvents);
    var running = CompletableFuture.supplyAsync(() -> outcomes(handler));
    server.asked.await();
    first.cancel();
    assertThat(running).isNotDone();
    second.cancel();
    assertThatThrownBy(running::get).hasRootCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void is_not_ready_and_has_not_seen_the_batch_while_nothing_listens() {
    var handler = handler(HttpFormat.CloudEvents);
    assertThat(handler.notReady()).isEmpty();
    server.close();
    assertThat(handler.notReady())
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("Nothing listens"));
    assertThatThrownBy(() -> handler.handle(batch))
        .isInstanceOf(NoAnswerException.class)
        .hasMessageContaining("No connection to");
  }

  @Test
  void is_not_blamed_for_a_request_that_was_given_up() {
    var handler = posting(server.address(), HttpFormat.CloudEvents);
    server.close();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> handler.handle(batch)).isInstanceOf(InterruptedException.class);
  }

  private List<Outcome> outcomes(BatchHandler handler) {
    try {
      return handler.handle(batch);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private BatchHandler handler(HttpFormat format) {
    return handler(server.address(), format);
  }

  private static BatchHandler handler(TaskServer beside, HttpFormat format) {
    return new BatchHandler(
        posting(beside, format), new BatchLimits(2, Duration.ofMillis(100)), beside::notReady);
  }

  private static HttpBatchHandler posting(TaskServer beside, HttpFormat format) {
    return new HttpBatchHandler(
        beside, format, new StatusRules(Set.of(422), Set.of()), "projects/p/subscriptions/s");
  }
}
