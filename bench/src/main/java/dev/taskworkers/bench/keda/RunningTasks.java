// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.protocol.WorkerReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks workers how many tasks they run. */
final class RunningTasks {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /** Of the worker at {@code address}; 0 when there is none. */
  int at(String address) {
    var uri =
        URI.create("http://" + address + ":" + WorkerEndpoints.PORT + WorkerEndpoints.STATUSZ);
    var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    try {
      var answer = http.send(request, BodyHandlers.ofByteArray());
      return WorkerReport.fromJson(answer.body()).busy();
    } catch (IOException gone) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
