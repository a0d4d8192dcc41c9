// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.protocol.HttpFormat;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import dev.taskworkers.worker.handlers.StatusRules;
import dev.taskworkers.worker.handlers.http.HttpHandler;
import dev.taskworkers.worker.handlers.http.TaskServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The span of a run")
class SpanRunnerTest {
  private static final String TRACE = "0123456789abcdef0123456789abcdef";
  private static final String PUBLISHER = "0123456789abcdef";

  private final Kept kept = new Kept();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(kept)).build();

  @Test
  void is_below_the_publishers_and_says_which_task_ran() {
    run((task, context) -> Outcome.ack());
    var span = kept.spans.get(0);
    assertThat(span.getName()).isEqualTo("process tasks");
    assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(span.getTraceId()).isEqualTo(TRACE);
    assertThat(span.getParentSpanId()).isEqualTo(PUBLISHER);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getAttributes().asMap())
        .containsEntry(stringKey("messaging.system"), "gcp_pubsub")
        .containsEntry(stringKey("messaging.destination.subscription.name"), "tasks")
        .containsEntry(stringKey("messaging.message.id"), "id-1")
        .containsEntry(longKey("messaging.message.body.size"), 5L)
        .containsEntry(longKey("taskworkers.attempt"), 2L)
        .doesNotContainKey(stringKey("error.type"));
  }

  @Test
  void is_the_parent_of_spans_that_the_handler_begins() {
    run(
        (task, context) -> {
          provider.get("handler").spanBuilder("resize").startSpan().end();
          return Outcome.ack();
        });
    var resize = kept.spans.get(0);
    var process = kept.spans.get(1);
    assertThat(resize.getName()).isEqualTo("resize");
    assertThat(resize.getTraceId()).isEqualTo(TRACE);
    assertThat(resize.getParentSpanId()).isEqualTo(process.getSpanId());
  }

  @Test
  void is_the_current_one_until_the_handler_has_ended() {
    var current = new ArrayList<String>();
    run(
        (task, context) -> {
          current.add(Span.current().getSpanContext().getSpanId());
          throw new IllegalStateException("broken");
        });
    assertThat(current).containsExactly(kept.spans.get(0).getSpanId());
    assertThat(Span.current().getSpanContext().isValid()).isFalse();
  }

  @Test
  void goes_to_a_server_in_the_header_traceparent() throws IOException {
    var headers = new ArrayList<String>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            headers.add(exchange.getRequestHeaders().getFirst("traceparent"));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    server.start();
    var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    run(
        new HttpHandler(
            new TaskServer(url, new VirtualTimer()),
            HttpFormat.CloudEvents,
            StatusRules.NONE,
            "projects/p/subscriptions/tasks"));
    server.stop(0);
    assertThat(headers)
        .containsExactly("00-" + TRACE + "-" + kept.spans.get(0).getSpanId() + "-01");
  }

  private static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of("an exception", fails(new IllegalStateException("broken"))),
        Arguments.of(
            "another try", ends(Outcome.retry(Failure.of("IllegalStateException", "broken")))),
        Arguments.of(
            "a dead letter",
            ends(new Outcome.DeadLetter(Failure.of("IllegalStateException", "broken")))));
  }

  private static TaskHandler fails(Exception problem) {
    return (task, context) -> {
      throw problem;
    };
  }

  private static TaskHandler ends(Outcome outcome) {
    return (task, context) -> outcome;
  }

  @ParameterizedTest(name = "says what failed when the run ends in {0}")
  @MethodSource("failures")
  void says_what_failed(String end, TaskHandler handler) {
    run(handler);
    var span = kept.spans.get(0);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).contains("broken");
    assertThat(span.getAttributes().get(stringKey("error.type"))).endsWith("IllegalStateException");
  }

  @Test
  void tells_of_no_failure_when_the_handler_asks_for_another_time() {
    run(ends(Outcome.retry(Duration.ofMinutes(5))));
    assertThat(kept.spans.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void hides_none_of_the_circumstances_of_its_run() {
    var seen = new ArrayList<TaskContext>();
    var late = new TestContext();
    late.timeOut();
    run(
        (task, context) -> {
          seen.add(context);
          return Outcome.ack();
        },
        late);
    assertThat(seen)
        .singleElement()
        .matches(TaskContext::cancelled)
        .matches(TaskContext::timedOut)
        .returns(late.attempt(), TaskContext::attempt)
        .returns(late.deadline(), TaskContext::deadline);
  }

  @Test
  void ends_though_its_task_could_not_be_begun() {
    TaskRunner refusing =
        (task, context) -> {
          throw new IllegalStateException("broken");
        };
    var runner = new SpanRunner(refusing, provider.get("worker"), "tasks");
    assertThatThrownBy(() -> runner.run(Tasks.of("hello", Map.of()), new TestContext()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(kept.spans.get(0).getStatus().getDescription()).isEqualTo("broken");
  }

  @Test
  void keeps_from_no_batch_that_it_is_to_begin() {
    var begun = new ArrayList<String>();
    var gathering =
        new TaskRunner() {
          @Override
          public CompletableFuture<Outcome> run(Task task, TaskContext context) {
            return new CompletableFuture<>();
          }

          @Override
          public void beginGathered() {
            begun.add("batch");
          }
        };
    new SpanRunner(gathering, provider.get("worker"), "tasks").beginGathered();
    assertThat(begun).containsExactly("batch");
  }

  private void run(TaskHandler handler) {
    run(handler, new TestContext());
  }

  /** Runs a task on this thread. */
  private void run(TaskHandler handler, TaskContext context) {
    var traceparent = "00-" + TRACE + "-" + PUBLISHER + "-01";
    var task = Tasks.of("hello", Map.of("googclient_traceparent", traceparent));
    var runner = new ThreadRunner(new CurrentSpan(handler), Runnable::run);
    new SpanRunner(runner, provider.get("worker"), "tasks").run(task, context);
  }

  private static final class Kept implements SpanExporter {
    private final List<SpanData> spans = new ArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      spans.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
