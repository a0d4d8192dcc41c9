// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import dev.taskworkers.emulator.transport.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads Pub/Sub's filter language by recursive descent. */
final class FilterParser {
  private static final int MAX_BYTES = 256;

  private final Tokens tokens;

  private FilterParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /**
   * The filter that {@code text} means; empty text takes everything.
   *
   * @throws ApiError INVALID_ARGUMENT when it can't be parsed or is too long
   */
  static Filter parse(String text) {
    if (text.isBlank()) {
      return new Filter.Everything();
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw ApiError.invalid("The filter may have up to " + MAX_BYTES + " bytes.");
    }
    var parser = new FilterParser(new Tokens(text));
    var filter = parser.expression();
    if (!parser.tokens.isEmpty()) {
      throw parser.tokens.unparsable();
    }
    return filter;
  }

  /** AND and OR may not be mixed without parentheses. */
  private Filter expression() {
    var first = term();
    if (tokens.take("AND")) {
      return new Filter.All(chain(first, "AND"));
    }
    if (tokens.take("OR")) {
      return new Filter.Any(chain(first, "OR"));
    }
    return first;
  }

  private List<Filter> chain(Filter first, String operator) {
    var filters = new ArrayList<>(List.of(first));
    do {
      filters.add(term());
    } while (tokens.take(operator));
    return filters;
  }

  private Filter term() {
    if (tokens.take("NOT") || tokens.take("-")) {
      return new Filter.Not(term());
    }
    if (tokens.take("(")) {
      var inner = expression();
      tokens.expect(")");
      return inner;
    }
    return tokens.take("hasPrefix") ? prefix() : comparison();
  }

  private Filter prefix() {
    tokens.expect("(");
    tokens.expect("attributes");
    tokens.expect(".");
    var key = tokens.key();
    tokens.expect(",");
    var value = tokens.quoted();
    tokens.expect(")");
    return new Filter.HasPrefix(key, value);
  }

  private Filter comparison() {
    tokens.expect("attributes");
    if (tokens.take(":")) {
      return new Filter.Has(tokens.key());
    }
    tokens.expect(".");
    var key = tokens.key();
    if (tokens.take("!=")) {
      return new Filter.Not(new Filter.Equal(key, tokens.quoted()));
    }
    tokens.expect("=");
    return new Filter.Equal(key, tokens.quoted());
  }
}
