// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Bounds what of a stored spec is looked at: below {@code template} the API server stores anything,
 * as deep and as long as an object may be.
 */
final class StoredSpec {
  private static final int DEEPEST = 64;
  private static final int MOST_LETTERS = 256 * 1024;

  private record Nested(JsonNode node, int depth) {}

  private StoredSpec() {}

  /** Why it is not read, if it is not. */
  static Optional<String> problem(JsonNode stored) {
    // By hand, since a deep one would overflow the stack.
    var ahead = new ArrayDeque<Nested>();
    ahead.push(new Nested(stored, 1));
    long letters = 0;
    while (!ahead.isEmpty()) {
      var next = ahead.pop();
      if (next.depth() > DEEPEST) {
        return Optional.of(
            "spec can't be read: expected at most " + DEEPEST + " levels, but found more.");
      }
      letters += 1 + (next.node().isTextual() ? next.node().textValue().length() : 0);
      for (var field : next.node().properties()) {
        letters += field.getKey().length();
        ahead.push(new Nested(field.getValue(), next.depth() + 1));
      }
      if (next.node().isArray()) {
        next.node().forEach(entry -> ahead.push(new Nested(entry, next.depth() + 1)));
      }
      if (letters > MOST_LETTERS) {
        return Optional.of(
            "spec can't be read: expected at most "
                + MOST_LETTERS / 1024
                + " KiB, but found more; put what is large into a ConfigMap or the image.");
      }
    }
    return Optional.empty();
  }
}
