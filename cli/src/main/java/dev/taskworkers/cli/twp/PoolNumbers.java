// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskworkers.cli.options.NamedObject;
import dev.taskworkers.runtime.Printable;
import dev.taskworkers.ui.HourSource;
import dev.taskworkers.ui.PoolSource;
import dev.taskworkers.ui.RecordedHour;
import dev.taskworkers.ui.RecordedHour.NothingToPlay;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The numbers of pools, read once. */
final class PoolNumbers {
  private final ObjectMapper json = new ObjectMapper();
  private final PoolSource source;
  private final Optional<String> namespace;
  private final PrintWriter err;
  private Optional<JsonNode> list = Optional.empty();

  /**
   * @param err is told what is missing
   */
  PoolNumbers(PoolSource source, Optional<String> namespace, PrintWriter err) {
    this.source = source;
    this.namespace = namespace;
    this.err = err;
  }

  /** All pools, a row each. */
  JsonNode list() {
    if (list.isEmpty()) {
      list = Optional.of(read("/pools"));
    }
    return list.get();
  }

  /** All that is held of a pool. */
  JsonNode pool(NamedObject name) {
    return read("/pools/" + key(name));
  }

  /** Why the operator has not looked at a pool. */
  static String problem(JsonNode pool) {
    return Printable.of(pool.path("problem").asText("The pool was not looked at yet."));
  }

  /** The last day of a pool, with what all its decisions said. */
  JsonNode timeline(NamedObject name) {
    var pool = "/pools/" + key(name);
    var timeline = read(pool + "/timeline");
    // None of an operator that tells them all at once.
    var earlier = timeline.remove("earlier");
    if (earlier != null && !earlier.path("at").isEmpty()) {
      var all = read(pool + "/decisions").path("decisions");
      if (all.isArray()) {
        timeline.set("decisions", all);
      }
    }
    return timeline;
  }

  /** The last hour of a pool. */
  RecordedHour hour(NamedObject name) {
    try {
      return new HourSource(source).of(key(name));
    } catch (NothingToPlay e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** A name alone is looked for among all pools. */
  private String key(NamedObject named) {
    var name = named.name();
    var given = named.namespace().or(() -> namespace);
    if (given.isPresent()) {
      return given.get() + "/" + name;
    }
    var found =
        StreamSupport.stream(list().path("pools").spliterator(), false)
            .map(row -> row.path("pool").asText())
            .filter(pool -> pool.endsWith("/" + name))
            .toList();
    if (found.size() != 1) {
      throw new IllegalStateException(
          "Expected one pool with the name "
              + name
              + ", but found "
              + (found.isEmpty() ? "none" : String.join(", ", found))
              + "; say NAMESPACE/NAME.");
    }
    return found.get(0);
  }

  static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** What is said of the pools of a namespace that the operator does not watch, as on the page. */
  static String unwatched(String namespace) {
    return "The operator does not watch namespace "
        + namespace
        + ". To have it follow the pools there, name the namespace in the chart's value namespaces,"
        + " and upgrade the release.";
  }

  /** What is said of a pool of which there is nothing at {@code path}. */
  private String nothing(String path, String answer) {
    var namespace = path.replaceFirst("^/pools/?", "").replaceFirst("/.*", "");
    var watched = namespace.isEmpty() ? List.<String>of() : texts(list().path("watched"));
    return watched.isEmpty() || watched.contains(namespace)
        ? "The operator has nothing at " + path + ": " + answer
        : unwatched(namespace);
  }

  private ObjectNode read(String path) {
    var reply = source.get(path);
    if (!reply.isGood()) {
      throw new IllegalStateException(
          reply.status() == PoolSource.UNAVAILABLE ? reply.body() : nothing(path, reply.body()));
    }
    tell(reply.missing());
    try {
      if (json.readTree(reply.body()) instanceof ObjectNode object) {
        return object;
      }
      throw new IllegalStateException(noObject(path));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(noObject(path), e);
    }
  }

  private static String noObject(String path) {
    return "The operator's answer at " + path + " is no JSON object.";
  }

  private void tell(List<String> missing) {
    missing.forEach(err::println);
    err.flush();
  }
}
