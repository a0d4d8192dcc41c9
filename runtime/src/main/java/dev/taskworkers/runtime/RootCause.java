// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.util.Optional;

/** What began a failure. */
public final class RootCause {
  private RootCause() {}

  /** What it says of itself in one line, or else its name, as the end of a sentence. */
  public static String line(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    var lines = Optional.ofNullable(root.getMessage()).stream().flatMap(String::lines);
    return lines.findFirst().orElse(root.getClass().getSimpleName());
  }
}
