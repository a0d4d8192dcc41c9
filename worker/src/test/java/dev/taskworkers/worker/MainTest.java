// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A worker process")
@Timeout(180)
class MainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private Pulling pulling;
  private Process process;
  @TempDir private Path folder;

  @BeforeEach
  void serve() {
    pulling = new Pulling();
  }

  @AfterEach
  void stop() {
    process.destroyForcibly();
    pulling.close();
  }

  @Test
  void finishes_its_task_after_sigterm_and_exits_with_zero() throws Exception {
    start("touch started; while [ ! -e go ]; do sleep 0.05; done", Map.of());
    pulling.publish(1, "x");
    await().atMost(PATIENCE).until(() -> exists("started"));
    process.destroy();
    await().atMost(PATIENCE).until(() -> log().contains("Draining"));
    assertThat(process.isAlive()).isTrue();
    Files.createFile(folder.resolve("go"));
    assertThat(exitCode()).isZero();
    assertThat(pulling.isDone()).isTrue();
  }

  /**
   * One that has no processor for its last words leaves its task to the lease's end: of three, one
   * has.
   */
  @Test
  void gives_its_task_back_at_a_second_sigterm() throws Exception {
    var givesBack = givesItsTaskBack();
    for (var more = 2; more > 0 && !givesBack; more--) {
      pulling.close();
      pulling = new Pulling();
      Files.delete(folder.resolve("started"));
      givesBack = givesItsTaskBack();
    }
    assertThat(givesBack).isTrue();
  }

  private boolean givesItsTaskBack() throws Exception {
    start("touch started; sleep 60", Map.of());
    pulling.publish(1, "x");
    await().atMost(PATIENCE).until(() -> exists("started"));
    process.destroy();
    await().atMost(PATIENCE).until(() -> log().contains("Draining"));
    process.destroy();
    assertThat(exitCode()).isZero();
    assertThat(pulling.isDone()).isFalse();
    return pulling.view().leased() == 0;
  }

  /** Is never made. */
  public static final class NeverMade implements TaskHandler {
    public NeverMade() throws IOException, InterruptedException {
      Files.createFile(Path.of("making"));
      new CountDownLatch(1).await();
    }

    @Override
    public Outcome handle(Task task, TaskContext context) {
      return Outcome.ack();
    }
  }

  @Test
  void exits_with_zero_after_sigterm_while_its_handler_is_made() throws Exception {
    start(
        "exit 1",
        Map.of(
            EnvVars.HANDLER, HandlerKind.JAVA.label(),
            EnvVars.JAVA_CLASS, NeverMade.class.getName()));
    await().atMost(PATIENCE).until(() -> exists("making"));
    process.destroy();
    assertThat(exitCode()).isZero();
  }

  @Test
  void tells_all_who_ask_at_the_end_of_a_drain_that_it_is_drained() throws Exception {
    start("touch started; while [ ! -e go ]; do sleep 0.05; done", Map.of());
    pulling.publish(1, "x");
    await().atMost(PATIENCE).until(() -> exists("started"));
    process.destroy();
    await().atMost(PATIENCE).until(() -> log().contains("Draining"));
    var waiting = new ArrayList<Socket>();
    try {
      var question = "GET " + WorkerEndpoints.DRAINED + " HTTP/1.0\r\n\r\n";
      for (var n = 0; n < 20; n++) {
        var asker = new Socket(InetAddress.getLoopbackAddress(), port());
        waiting.add(asker);
        asker.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
      }
      // It has been heard once those that came later are answered, one after the other.
      assertThat(get(WorkerEndpoints.LIVEZ).statusCode()).isEqualTo(200);
      assertThat(get(WorkerEndpoints.LIVEZ).statusCode()).isEqualTo(200);
      Files.createFile(folder.resolve("go"));
      for (var asker : waiting) {
        assertThat(new String(asker.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .endsWith("\r\n\r\ndrained\n");
      }
    } finally {
      for (var asker : waiting) {
        asker.close();
      }
    }
    assertThat(pulling.isDone()).isTrue();
    assertThat(exitCode()).isZero();
  }

  @Test
  void tells_how_it_is_before_its_first_task() throws Exception {
    start("exit 0", Map.of());
    assertThat(get(WorkerEndpoints.LIVEZ).statusCode()).isEqualTo(200);
    await().atMost(PATIENCE).until(() -> get(WorkerEndpoints.READYZ).statusCode() == 200);
    assertThat(get(WorkerEndpoints.STATUSZ).body()).startsWith("{\"version\":1,");
  }

  @Test
  void sends_a_span_below_the_publishers_and_hands_it_to_its_program() throws Exception {
    var spans = new ByteArrayOutputStream();
    var collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().transferTo(spans);
            exchange.sendResponseHeaders(200, -1);
          }
        });
    collector.start();
    start(
        "printf %s $TRACEPARENT > parent",
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://127.0.0.1:" + collector.getAddress().getPort(),
            "OTEL_EXPORTER_OTLP_COMPRESSION",
            "none"));
    pulling.publishMessages(
        List.of(
            PubsubMessage.newBuilder()
                .setData(ByteString.copyFromUtf8("x"))
                .putAttributes(
                    "googclient_traceparent",
                    "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01")
                .build()));
    await().atMost(PATIENCE).until(pulling::isDone);
    process.destroy();
    assertThat(exitCode()).isZero();
    collector.stop(0);

    var handed = Files.readString(folder.resolve("parent")).split("-");
    assertThat(handed[1]).isEqualTo("0123456789abcdef0123456789abcdef");
    assertThat(handed[2]).isNotEqualTo("0123456789abcdef");
    var sent = HexFormat.of().formatHex(spans.toByteArray());
    assertThat(sent)
        .contains(handed[1], handed[2], "0123456789abcdef")
        .contains(HexFormat.of().formatHex("process tasks".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void loads_before_its_first_task_nothing_that_only_some_workers_need() throws Exception {
    pulling.publish(1, "x");
    start("touch started", Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=loaded"));
    await().atMost(PATIENCE).until(() -> exists("started"));
    assertThat(Files.readString(folder.resolve("loaded")))
        .contains("dev.taskworkers.worker.loop.TaskLoop")
        .contains("io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler")
        .doesNotContain("io.grpc.netty.shaded.io.netty.channel.epoll.Native ")
        .doesNotContain("io.opentelemetry.")
        .doesNotContain("ch.qos.logback.classic.util.ContextInitializer")
        .doesNotContain("jdk.jfr.internal.PlatformRecorder")
        .doesNotContain("jdk.jfr.internal.MetadataRepository");
  }

  @Test
  void works_and_says_so_where_its_jvm_hears_no_signals() throws Exception {
    start("exit 0", Map.of("JAVA_TOOL_OPTIONS", "-Xrs"));
    pulling.publish(1, "x");
    await().atMost(PATIENCE).until(pulling::isDone);
    assertThat(log()).contains("SIGTERM ends this process at once");
  }

  @Test
  void warns_once_of_variables_that_it_does_not_know() throws Exception {
    start("exit 0", Map.of("TASKWORKERS_NEWER", "1", "TASKWORKERS_MISSPELT", "2"));
    pulling.publish(1, "x");
    await().atMost(PATIENCE).until(pulling::isDone);
    assertThat(log()).containsOnlyOnce("no such variable: TASKWORKERS_MISSPELT, TASKWORKERS_NEWER");
  }

  @Test
  void refuses_to_send_spans_by_grpc() throws Exception {
    start(
        "exit 0",
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317",
            "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"));
    assertThat(exitCode()).isEqualTo(2);
    assertThat(log())
        .contains("OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf")
        .doesNotContain("\tat ");
  }

  @Test
  void exits_with_two_and_a_sentence_when_its_environment_is_wrong() throws Exception {
    start("exit 0", Map.of(EnvVars.CONCURRENCY, "many"));
    assertThat(exitCode()).isEqualTo(2);
    assertThat(log()).contains(EnvVars.CONCURRENCY + ": expected a whole number").hasLineCount(1);
  }

  private void start(String script, Map<String, String> more) throws IOException {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    var environment = builder.environment();
    environment.putAll(Pulling.environment(pulling.cloud.pubsubPort(), Map.of()));
    environment.put(EnvVars.PROJECT_ID, "p");
    environment.put(EnvVars.SUBSCRIPTION_ID, "tasks");
    environment.put(EnvVars.HANDLER, HandlerKind.EXEC.label());
    environment.put(
        EnvVars.EXEC_COMMAND, "[\"sh\",\"-c\",\"" + script.replace("\"", "\\\"") + "\"]");
    environment.putAll(more);
    process = builder.start();
  }

  private int port() throws IOException {
    await().atMost(PATIENCE).until(() -> log().contains("Health on port "));
    return Integer.parseInt(log().replaceAll("(?s).*Health on port ([0-9]+).*", "$1"));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** A process of its own takes its time to start where others start too. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(90));
  }

  private int exitCode() throws InterruptedException {
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private boolean exists(String name) {
    return Files.exists(folder.resolve(name));
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }
}
