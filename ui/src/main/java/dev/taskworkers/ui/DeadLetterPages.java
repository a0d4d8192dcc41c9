// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.ui.DeadLetters.Done;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Answers what the page asks about dead letters. */
final class DeadLetterPages {
  private static final int BAD_REQUEST = 400;

  /** A thousand ids. */
  private static final int MOST_BYTES = 64 * 1024;

  private final ObjectMapper json = new ObjectMapper();
  private final DeadLetters letters;

  DeadLetterPages(DeadLetters letters) {
    this.letters = letters;
  }

  private interface Call {
    Object make() throws IOException;
  }

  /**
   * Those that match, {@code ?match=TEXT}, or one, {@code ?id=ID}.
   *
   * @param pool {@code NAMESPACE/NAME}
   */
  void look(HttpExchange exchange, String pool) throws IOException {
    var query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
    answer(
        exchange,
        () ->
            query.startsWith("id=")
                ? letters.show(pool, query.substring("id=".length()))
                : letters.list(pool, query.replaceFirst("^match=", "")));
  }

  /** {@code {"action":"redrive","ids":["1"]}}, or with {@code purge}. */
  void act(HttpExchange exchange, String pool) throws IOException {
    var body = exchange.getRequestBody().readNBytes(MOST_BYTES);
    answer(exchange, () -> perform(pool, json.readTree(body)));
  }

  private Done perform(String pool, JsonNode asked) {
    var ids =
        StreamSupport.stream(asked.path("ids").spliterator(), false).map(JsonNode::asText).toList();
    if (ids.isEmpty()) {
      // No ids would mean all of them elsewhere.
      throw new UsageException("Expected the ids of letters, but there are none.");
    }
    return perform(pool, asked.path("action").asText(), ids);
  }

  private Done perform(String pool, String action, List<String> ids) {
    return switch (action) {
      case "redrive" -> letters.redrive(pool, ids);
      case "purge" -> letters.purge(pool, ids);
      default -> throw new UsageException("There is no action '" + action + "'.");
    };
  }

  private static void answer(HttpExchange exchange, Call call) throws IOException {
    try {
      Answers.sendJson(exchange, call.make());
    } catch (UsageException e) {
      Answers.sendText(exchange, BAD_REQUEST, e.getMessage());
    } catch (JsonProcessingException e) {
      Answers.sendText(exchange, BAD_REQUEST, "Expected letters and an action in JSON.");
    } catch (IllegalStateException e) {
      Answers.sendText(exchange, PoolSource.UNAVAILABLE, e.getMessage());
    }
  }
}
