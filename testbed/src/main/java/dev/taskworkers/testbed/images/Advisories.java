// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.testbed.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks which known advisories concern what a bill of materials names of Maven's packages; the Java
 * runtime is none.
 */
public final class Advisories {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** How the package URL of a library begins. */
  private static final String MAVEN = "pkg:maven/";

  private Advisories() {}

  /**
   * The advisories, a line for each library that has any: its package URL and their IDs.
   *
   * @param bom in CycloneDX' form, of at most 1,000 components
   * @param server serves the API of <a href="https://google.github.io/osv.dev/api/">OSV</a>
   * @throws CommandFailure when it gives no answer to each question
   */
  public static List<String> of(Path bom, URI server) throws IOException, InterruptedException {
    var names = new ArrayList<String>();
    JSON.readTree(bom.toFile())
        .get("components")
        .findValues("purl")
        .forEach(each -> names.add(name(each)));
    names.removeIf(name -> !name.startsWith(MAVEN));
    var answers = ask(names, server).path("results");
    if (answers.size() != names.size()) {
      throw new CommandFailure(
          server + " answered " + answers.size() + " of " + names.size() + " questions.");
    }
    var found = new ArrayList<String>();
    for (var i = 0; i < names.size(); i++) {
      var ids = answers.get(i).path("vulns").findValuesAsText("id");
      if (!ids.isEmpty()) {
        found.add(names.get(i) + ": " + String.join(", ", ids));
      }
    }
    return found;
  }

  /** The server knows no qualifiers such as {@code ?type=jar}. */
  private static String name(JsonNode purl) {
    return purl.asText().split("\\?", 2)[0];
  }

  private static JsonNode ask(List<String> names, URI server)
      throws IOException, InterruptedException {
    var question = JSON.createObjectNode();
    var queries = question.putArray("queries");
    names.forEach(name -> queries.addObject().putObject("package").put("purl", name));
    var answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(server.resolve("/v1/querybatch"))
                    .timeout(LONGEST)
                    .POST(HttpRequest.BodyPublishers.ofString(question.toString()))
                    .build(),
                BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new CommandFailure(server + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
