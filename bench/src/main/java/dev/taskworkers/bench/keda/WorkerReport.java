package dev.taskworkers.bench.keda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What a worker says of itself. */
final class WorkerReport {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /** How many tasks the worker at {@code address} runs; 0 when there is none. */
  int running(String address) {
    var uri = URI.create("http://" + address + ":8090/statusz");
    var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    try {
      var answer = http.send(request, BodyHandlers.ofString()).body();
      return JSON.readTree(answer).path("busy").asInt();
    } catch (IOException gone) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
