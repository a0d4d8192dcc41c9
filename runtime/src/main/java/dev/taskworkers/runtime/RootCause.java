// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;

/** What began a failure. */
public final class RootCause {
  private RootCause() {}

  /** The failure that no other caused. */
  public static Throwable of(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** What it says of itself in one line, or else its name, as the end of a sentence. */
  public static String line(Throwable failure) {
    var root = failure;
    var above = failure;
    while (root.getCause() != null) {
      above = root;
      root = root.getCause();
    }
    // The JDK's HTTP client says no more than that of a connection that it did not get.
    if (root instanceof ClosedChannelException && above instanceof ConnectException) {
      return "connection refused";
    }
    if (root instanceof UnresolvedAddressException) {
      return "no address is known for its name";
    }
    var lines = Optional.ofNullable(root.getMessage()).stream().flatMap(String::lines);
    return lines.findFirst().orElse(root.getClass().getSimpleName());
  }
}
