// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a probe once, for images that have no other program to ask with. */
public final class HealthCheck {
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private HealthCheck() {}

  /** Ends with 0 when the URL that is the only argument answers 200, else with 1. */
  public static void main(String[] arguments) throws InterruptedException {
    System.exit(ask(arguments, System.out));
  }

  static int ask(String[] arguments, PrintStream out) throws InterruptedException {
    if (arguments.length != 1 || !arguments[0].startsWith("http://")) {
      out.println("Expected one URL, for example http://localhost:8080/readyz.");
      return 2;
    }
    try {
      var request = HttpRequest.newBuilder(URI.create(arguments[0])).timeout(WITHIN).build();
      var response =
          HttpClient.newBuilder()
              .connectTimeout(WITHIN)
              .build()
              .send(request, BodyHandlers.ofString());
      var body = Printable.lines(response.body().stripTrailing(), "");
      out.println(arguments[0] + ": " + response.statusCode() + " " + body);
      return response.statusCode() == 200 ? 0 : 1;
    } catch (IOException | IllegalArgumentException e) {
      out.println(arguments[0] + " did not answer: " + e);
      return 1;
    }
  }
}
