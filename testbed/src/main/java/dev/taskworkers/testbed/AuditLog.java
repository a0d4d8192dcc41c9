// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the API server has written about the calls of service accounts. */
public record AuditLog(Path file) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A call.
   *
   * @param namespace empty for what is in none, or in all
   * @param what its verb and resource, for instance {@code patch taskworkerpools/status}
   * @param name of the object; empty where it is for many, or for one that is made
   * @param code of the answer
   */
  public record Call(Instant at, String namespace, String what, String name, int code) {
    /** Whether it was to change something. */
    public boolean writes() {
      return !what.matches("(get|list|watch) .*");
    }
  }

  /** The calls of {@code user} from {@code since} on, reviews of its own rights left out. */
  public List<Call> calls(String user, Instant since) {
    var calls = new ArrayList<Call>();
    try (var lines = Files.lines(file)) {
      for (var line : (Iterable<String>) lines::iterator) {
        var event = JSON.readTree(line);
        var at = event.get("requestReceivedTimestamp").asText();
        if (event.at("/user/username").asText().equals(user)
            && !Instant.parse(at).isBefore(since)
            && event.at("/objectRef/resource").isTextual()
            && !event.at("/objectRef/apiGroup").asText().equals("authorization.k8s.io")) {
          calls.add(
              new Call(
                  Instant.parse(at),
                  event.at("/objectRef/namespace").asText(),
                  event.get("verb").asText() + " " + resource(event),
                  event.at("/objectRef/name").asText(),
                  event.at("/responseStatus/code").asInt()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return calls;
  }

  private static String resource(JsonNode event) {
    var part = event.at("/objectRef/subresource");
    var resource = event.at("/objectRef/resource").asText();
    return part.isTextual() ? resource + "/" + part.asText() : resource;
  }
}
