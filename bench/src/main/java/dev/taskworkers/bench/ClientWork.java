// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import com.google.protobuf.ByteString;
import dev.taskworkers.protocol.HandlerKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** What a client of Google's libraries does with a payload, where our worker has a handler. */
@FunctionalInterface
interface ClientWork {
  /** Reads its input to the end and says nothing. */
  List<String> PROGRAM = List.of("tail", "-c", "0");

  void run(ByteString payload) throws IOException, InterruptedException;

  /** What the environment of a candidate says. */
  static ClientWork from(Map<String, String> environment) {
    return switch (HandlerKind.of(environment.get("BENCH_HANDLER"))) {
      case JAVA -> payload -> {};
      case EXEC -> ClientWork::startProgram;
      case HTTP -> post(URI.create(environment.get("BENCH_URL")));
    };
  }

  private static void startProgram(ByteString payload) throws IOException, InterruptedException {
    var process = new ProcessBuilder(PROGRAM).start();
    try (var input = process.getOutputStream()) {
      payload.writeTo(input);
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(PROGRAM + " failed.");
    }
  }

  private static ClientWork post(URI url) {
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return payload -> {
      var request =
          HttpRequest.newBuilder(url)
              .POST(HttpRequest.BodyPublishers.ofByteArray(payload.toByteArray()))
              .build();
      var status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 204) {
        throw new IllegalStateException(url + " answered " + status + ".");
      }
    };
  }
}
