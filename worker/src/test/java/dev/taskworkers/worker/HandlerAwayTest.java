// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.WallTimer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A worker whose server goes away and comes back")
@Timeout(180)
class HandlerAwayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void gives_tasks_back_meanwhile_says_so_and_goes_on() throws Exception {
    var server = serve(0);
    var port = server.getAddress().getPort();
    try (var pulling = new Pulling();
        var timer = new WallTimer();
        var worker = TaskWorker.start(config(pulling, port), timer)) {
      pulling.publish(1, "x");
      await().atMost(PATIENCE).until(pulling::isDone);
      server.stop(0);

      pulling.publish(1, "x");
      var status =
          await()
              .atMost(PATIENCE)
              .until(
                  () -> page(worker, WorkerEndpoints.STATUSZ).body(),
                  body -> body.contains("\"returned\":1"));
      assertThat(status)
          .contains("\"handlerDown\":{\"since\":\"", "\"why\":\"")
          .contains("\"retried\":0", "\"failed\":0");
      assertThat(pulling.isDone()).isFalse();
      assertThat(page(worker, WorkerEndpoints.READYZ).statusCode()).isEqualTo(503);
      assertThat(page(worker, WorkerEndpoints.READYZ).body()).contains("http://127.0.0.1:" + port);
      assertThat(page(worker, WorkerEndpoints.METRICS).body())
          .contains("taskworkers_worker_handler_down 1.0");
      assertThat(page(worker, WorkerEndpoints.LIVEZ).statusCode()).isEqualTo(200);

      var again = serve(port);
      await()
          .atMost(PATIENCE)
          .until(() -> page(worker, WorkerEndpoints.READYZ).statusCode() == 200);
      pulling.publish(1, "x");
      await().atMost(PATIENCE).until(pulling::isDone);
      assertThat(page(worker, WorkerEndpoints.STATUSZ).body()).doesNotContain("handlerDown");
      assertThat(pulling.hasDeadLetters()).isFalse();
      again.stop(0);
    }
  }

  private static HttpServer serve(int port) throws IOException {
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(204, -1);
          }
        });
    server.start();
    return server;
  }

  private static HttpResponse<String> page(TaskWorker worker, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.healthPort() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static WorkerConfig config(Pulling pulling, int port) {
    return WorkerConfig.from(
        Pulling.environment(
            pulling.cloud.pubsubPort(),
            Map.of(
                EnvVars.HANDLER,
                HandlerKind.HTTP.label(),
                EnvVars.HTTP_URL,
                "http://127.0.0.1:" + port + "/",
                EnvVars.RETRY_MAX_ATTEMPTS,
                "1",
                EnvVars.DEAD_LETTER_TOPIC,
                Pulling.TOPIC_OF_DEAD)));
  }
}
