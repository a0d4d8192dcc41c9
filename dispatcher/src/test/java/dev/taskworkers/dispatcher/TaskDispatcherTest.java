// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.taskworkers.runtime.NoTokenException;
import dev.taskworkers.runtime.UsageException;
import io.grpc.Status;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A dispatcher")
class TaskDispatcherTest {
  private static final String TOPIC = "projects/p/topics/tasks";

  private RecordingTopic topic;

  @BeforeEach
  void serve() throws IOException {
    topic = new RecordingTopic();
  }

  @AfterEach
  void stop() {
    topic.close();
  }

  @Test
  void answers_with_the_message_id() {
    try (var dispatcher = dispatcher()) {
      var task = new Task(ByteString.copyFromUtf8("x"), Map.of("size", "big"), "");
      assertThat(dispatcher.dispatch(task).join()).isEqualTo("id-1");
    }
    assertThat(topic.messages.get(0).getAttributesMap()).containsEntry("size", "big");
  }

  @Test
  void sends_many_tasks_in_few_requests_and_all_before_it_closes() {
    try (var dispatcher = dispatcher()) {
      IntStream.range(0, 1000).forEach(i -> dispatcher.dispatch(Task.of("task " + i)));
    }
    assertThat(topic.messages).hasSize(1000);
    assertThat(topic.batches.size()).isLessThan(200);
  }

  @ParameterizedTest(name = "sends a task alone at once, with the ordering key ''{0}''")
  @ValueSource(strings = {"", "key"})
  void does_not_wait_for_a_batch_when_nothing_is_under_way(String key) {
    var patient =
        DispatcherConfig.of(topic.endpoint(), TOPIC)
            .withBatching(new DispatcherConfig.Batching(100, 1_000_000, Duration.ofHours(1)));
    try (var dispatcher = TaskDispatcher.open(patient)) {
      for (var each = 1; each <= 3; each++) {
        var task = new Task(ByteString.copyFromUtf8("x"), Map.of(), key);
        assertThat(dispatcher.dispatch(task).orTimeout(90, TimeUnit.SECONDS).join())
            .isEqualTo("id-" + each);
      }
    }
  }

  @Test
  void keeps_the_order_of_a_key() {
    try (var dispatcher = dispatcher()) {
      IntStream.range(0, 300).forEach(i -> dispatcher.dispatch(keyed("task " + i)));
    }
    assertThat(topic.messages.stream().map(message -> message.getData().toStringUtf8()))
        .containsExactlyElementsOf(IntStream.range(0, 300).mapToObj(i -> "task " + i).toList());
  }

  @Test
  void goes_on_with_a_key_after_a_failure_of_it() {
    try (var dispatcher = dispatcher()) {
      topic.failures.add(Status.PERMISSION_DENIED);
      var first = dispatcher.dispatch(keyed("first"));
      assertThatThrownBy(first::join).hasCauseInstanceOf(DispatchException.class);
      assertThat(dispatcher.dispatch(keyed("second")).join()).isEqualTo("id-1");
    }
  }

  @Test
  void tries_again_when_the_server_is_away_for_a_moment() {
    topic.failures.add(Status.UNAVAILABLE);
    topic.failures.add(Status.UNAVAILABLE);
    try (var dispatcher = dispatcher()) {
      assertThat(dispatcher.dispatch(Task.of("x")).join()).isEqualTo("id-1");
    }
  }

  @ParameterizedTest(name = "explains {0}: {1}")
  @CsvSource({
    "NOT_FOUND,The topic projects/p/topics/tasks does not exist. Create it",
    "PERMISSION_DENIED,Grant them the role roles/pubsub.publisher",
    "UNAUTHENTICATED,Renew them",
    "INVALID_ARGUMENT,Publishing to projects/p/topics/tasks failed"
  })
  void explains_failures(Status.Code code, String sentence) {
    topic.failures.add(code.toStatus());
    try (var dispatcher = dispatcher()) {
      var sent = dispatcher.dispatch(Task.of("x"));
      assertThatThrownBy(sent::join).cause().hasMessageContaining(sentence);
    }
  }

  @Test
  void tells_that_no_token_came_from_a_topic_that_is_not_reached() {
    var token =
        new NoTokenException(
            "the metadata server", "the network", new ConnectException("Connection refused"));
    assertThat(
            new DispatchFailures(config())
                .late(Status.UNAVAILABLE.withDescription(token.getMessage()).withCause(token)))
        .hasMessage(
            "Publishing to projects/p/topics/tasks failed: UNAVAILABLE: no access token came from"
                + " the metadata server: Connection refused; check the network. This went on for"
                + " 10 s.");
  }

  @Test
  void wants_its_topic_from_the_environment() {
    assertThatThrownBy(() -> DispatcherConfig.from(Map.of("GCP_PROJECT_ID", "p")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("GCP_PUBSUB_TOPIC_ID is not set");
    assertThat(
            DispatcherConfig.from(Map.of("GCP_PROJECT_ID", "p", "GCP_PUBSUB_TOPIC_ID", "tasks"))
                .topic())
        .isEqualTo(TOPIC);
  }

  @Test
  void sends_through_gzip_where_that_is_wanted() {
    try (var dispatcher = TaskDispatcher.open(config().withCompression())) {
      dispatcher.dispatch(Task.of("x".repeat(10_000))).join();
      dispatcher.dispatch(Task.of("short")).join();
    }
    assertThat(topic.encodings).containsExactly("gzip", "identity");
  }

  @Test
  void names_its_topic_in_the_header_by_which_google_routes() {
    try (var dispatcher = TaskDispatcher.open(config().withCompression())) {
      dispatcher.dispatch(Task.of("x".repeat(10_000))).join();
      dispatcher.dispatch(Task.of("short")).join();
    }
    assertThat(topic.routes).hasSize(2).containsOnly("topic=projects%2Fp%2Ftopics%2Ftasks");
  }

  @ParameterizedTest(
      name = "sends the context of a producer span along, with the ordering key ''{0}''")
  @ValueSource(strings = {"", "key"})
  void traces(String key) {
    var nowhere = SimpleSpanProcessor.create(SpanExporter.composite());
    var provider = SdkTracerProvider.builder().addSpanProcessor(nowhere).build();
    var telemetry =
        OpenTelemetrySdk.builder()
            .setTracerProvider(provider)
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    var span = provider.get("test").spanBuilder("request").startSpan();
    try (var dispatcher = TaskDispatcher.open(config().withTracing(telemetry));
        var scope = span.makeCurrent()) {
      dispatcher.dispatch(new Task(ByteString.copyFromUtf8("x"), Map.of(), key)).join();
    }
    assertThat(topic.messages.get(0).getAttributesMap().get("googclient_traceparent"))
        .contains(span.getSpanContext().getTraceId())
        .doesNotContain(span.getSpanContext().getSpanId());
  }

  @Test
  void ends_the_span_of_a_task_that_it_takes_no_more() {
    var ended = new ArrayList<String>();
    var keeping =
        new SpanProcessor() {
          @Override
          public void onStart(Context parent, ReadWriteSpan span) {}

          @Override
          public boolean isStartRequired() {
            return false;
          }

          @Override
          public void onEnd(ReadableSpan span) {
            ended.add(span.toSpanData().getStatus().getDescription());
          }

          @Override
          public boolean isEndRequired() {
            return true;
          }
        };
    var provider = SdkTracerProvider.builder().addSpanProcessor(keeping).build();
    var telemetry = OpenTelemetrySdk.builder().setTracerProvider(provider).build();
    var dispatcher = TaskDispatcher.open(config().withTracing(telemetry));
    dispatcher.close();
    assertThatThrownBy(() -> dispatcher.dispatch(Task.of("late")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ended).containsExactly("The dispatcher is closed; it takes no more tasks.");
  }

  @Test
  void counts_what_it_has_done() {
    topic.failures.add(Status.PERMISSION_DENIED);
    try (var dispatcher = dispatcher()) {
      assertThatThrownBy(dispatcher.dispatch(Task.of("refused"))::join);
      dispatcher.dispatch(Task.of("stored")).join();
      assertThat(dispatcher.statistics()).isEqualTo(new DispatcherStatistics(2, 1, 1));
    }
  }

  private DispatcherConfig config() {
    return DispatcherConfig.of(topic.endpoint(), TOPIC).withDeadline(Duration.ofSeconds(10));
  }

  private TaskDispatcher dispatcher() {
    return TaskDispatcher.open(config());
  }

  private static Task keyed(String text) {
    return new Task(ByteString.copyFromUtf8(text), Map.of(), "key");
  }
}
