// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.InvalidEscapeSequenceException;
import dev.taskworkers.emulator.transport.ApiError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a filter, read from left to right. */
final class Tokens {
  /** A quoted string with backslash escapes, an operator, or a bare word, such as a key. */
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:(\"(?:[^\"\\\\]|\\\\.)*\")|(!=|[=:.,()-])|(\\w[\\w-]*))\\s*");

  private final String text;
  private final Deque<Token> tokens = new ArrayDeque<>();

  private record Token(String text, boolean quoted) {}

  Tokens(String text) {
    this.text = text;
    var matcher = TOKEN.matcher(text);
    while (matcher.regionStart() < text.length()) {
      if (!matcher.lookingAt()) {
        throw unparsable();
      }
      tokens.add(token(matcher));
      matcher.region(matcher.end(), text.length());
    }
  }

  private Token token(Matcher matcher) {
    var quoted = matcher.group(1);
    return quoted == null
        ? new Token(matcher.group().strip(), false)
        : new Token(unescaped(quoted.substring(1, quoted.length() - 1)), true);
  }

  private String unescaped(String literal) {
    try {
      return TextFormat.unescapeBytes(literal).toStringUtf8();
    } catch (InvalidEscapeSequenceException e) {
      throw unparsable();
    }
  }

  boolean isEmpty() {
    return tokens.isEmpty();
  }

  /** Takes the next token if it is this operator or keyword. */
  boolean take(String expected) {
    var next = tokens.peek();
    if (next == null || next.quoted || !next.text.equals(expected)) {
      return false;
    }
    tokens.remove();
    return true;
  }

  void expect(String expected) {
    if (!take(expected)) {
      throw unparsable();
    }
  }

  /** An attribute's key: a bare word or a quoted string. */
  String key() {
    var token = next();
    if (!token.quoted && !token.text.matches("\\w.*")) {
      throw unparsable();
    }
    return token.text;
  }

  String quoted() {
    var token = next();
    if (!token.quoted) {
      throw unparsable();
    }
    return token.text;
  }

  private Token next() {
    var token = tokens.poll();
    if (token == null) {
      throw unparsable();
    }
    return token;
  }

  ApiError unparsable() {
    return ApiError.invalid(
        "Invalid filter: '"
            + text
            + "'. Expected conditions such as attributes:key, attributes.key = \"value\" or"
            + " hasPrefix(attributes.key, \"value\"), joined by AND or OR (parentheses where both"
            + " occur), each with an optional NOT.");
  }
}
