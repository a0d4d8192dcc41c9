// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request.
 *
 * @param path decoded, without a query
 * @param headers by their names in lower case; of several with one name the first
 * @param body as UTF-8
 */
public record Request(String method, String path, Map<String, String> headers, String body) {
  /** All of 127.0.0.0/8 is this host: pods of the local cluster have addresses of it. */
  private static final String LOCAL = "(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1])(?::\\d+)?";

  /** No browser leaves the name out. */
  private static final Pattern LOCAL_NAME = Pattern.compile("(?:" + LOCAL + ")?");

  private static final Pattern LOCAL_ORIGIN = Pattern.compile("https?://" + LOCAL);

  private static final int PARTS_OF_THE_FIRST_LINE = 3;

  private static final int DELETE = 127;
  private static final String WEIGHT = "q=";

  public Request {
    headers = Map.copyOf(headers);
  }

  /** A header's value; empty when the request has none of that name. */
  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  /**
   * Whether it is for a name of this host, as far as its head says. A site whose name was made to
   * point here has a browser on this host ask under that name, and a page of any site may have it
   * send something here: browsers then say where the page is from.
   */
  public boolean isOfThisHost() {
    var origin = header("Origin");
    return LOCAL_NAME.matcher(header("Host")).matches()
        && (origin.isEmpty() || LOCAL_ORIGIN.matcher(origin).matches());
  }

  /** Whether an answer may be compressed. */
  boolean takesGzip() {
    var codings = header("Accept-Encoding").toLowerCase(Locale.ROOT).split(",");
    return Stream.of(codings).anyMatch(Request::isGzip);
  }

  /** Whether a coding is gzip, without a weight or with one of more than 0. */
  private static boolean isGzip(String coding) {
    var parts = coding.split(";", 2);
    var weight = parts.length == 1 ? WEIGHT + 1 : parts[1].strip();
    return parts[0].strip().equals("gzip")
        && weight.startsWith(WEIGHT)
        && weight.chars().anyMatch(c -> c >= '1' && c <= '9');
  }

  /** This request with a body. */
  Request with(String body) {
    return new Request(method, path, headers, body);
  }

  /** The request with that head; empty when it is none of HTTP/1. */
  static Optional<Request> parse(String head) {
    var lines = head.split("\r?\n", -1);
    var first = lines[0].split(" ", -1);
    if (!Stream.of(lines).allMatch(Request::isPlain)
        || first.length != PARTS_OF_THE_FIRST_LINE
        || !first[2].startsWith("HTTP/1.")) {
      return Optional.empty();
    }
    var headers = new HashMap<String, String>();
    for (var i = 1; i < lines.length; i++) {
      var colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.putIfAbsent(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
    }
    return path(first[1]).map(path -> new Request(first[0], path, headers, ""));
  }

  /** A line's end alone, or a zero, means something else to each reader. */
  private static boolean isPlain(String line) {
    return line.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != DELETE));
  }

  private static Optional<String> path(String target) {
    try {
      return Optional.ofNullable(URI.create(target).getPath());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
