// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Who may talk to the page's server: a browser that was given its address, which holds a secret,
 * and that means this server by name. Another site whose name points here is kept out, and so is
 * another user of this machine.
 */
final class Access {
  private static final int BYTES = 24;

  private final Set<String> names;
  private final Optional<String> secret;

  private Access(int port, Optional<String> secret) {
    // Browsers leave out the port that is usual for the scheme.
    this.names =
        port == 80
            ? Set.of("127.0.0.1", "localhost", "127.0.0.1:80", "localhost:80")
            : Set.of("127.0.0.1:" + port, "localhost:" + port);
    this.secret = secret;
  }

  /** For everybody on this machine; for numbers that are no secret. */
  static Access open(int port) {
    return new Access(port, Optional.empty());
  }

  /** For who knows a secret that is drawn now. */
  static Access secret(int port) {
    var drawn = new byte[BYTES];
    new SecureRandom().nextBytes(drawn);
    return new Access(
        port, Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(drawn)));
  }

  /**
   * What follows the path in the address that is given away: empty, or the secret. Browsers send
   * this part to nobody, and the page keeps it for this port alone; a cookie would go to servers on
   * all ports of this machine.
   */
  String fragment() {
    return secret.map(word -> "#token=" + word).orElse("");
  }

  /** Whether the request names this server, and no site that has its name point here. */
  boolean isNamed(Headers request) {
    return names.contains(String.valueOf(request.getFirst("Host")));
  }

  /** Whether the request comes from a page of this server, or from no page. */
  boolean isOwn(Headers request) {
    var site = request.getFirst("Sec-Fetch-Site");
    return site == null || Set.of("same-origin", "none").contains(site);
  }

  /** Whether a request to change something was made by a script of this page. */
  boolean isOurs(Headers request) {
    var origin = request.getFirst("Origin");
    return isOwn(request)
        && "application/json".equals(request.getFirst("Content-Type"))
        && (origin == null || names.stream().anyMatch(name -> origin.equals("http://" + name)));
  }

  /** Whether the request bears the secret, where one is needed. */
  boolean isLet(Headers request) {
    return secret.isEmpty()
        || isSame("Bearer " + secret.get(), String.valueOf(request.getFirst("Authorization")));
  }

  /** Takes as long for a wrong one as for the right one. */
  private static boolean isSame(String expected, String found) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), found.getBytes(StandardCharsets.UTF_8));
  }
}
