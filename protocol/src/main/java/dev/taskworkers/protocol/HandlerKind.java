// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import dev.taskworkers.runtime.UsageException;
import java.util.Locale;
import java.util.stream.Stream;

/** How a worker does the work of a task. */
public enum HandlerKind {
  /** A method of a class in the worker's process. */
  JAVA,
  /** A program for each task. */
  EXEC,
  /** A request to a server beside the worker. */
  HTTP;

  /** The value of {@link EnvVars#HANDLER}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The one of that label.
   *
   * @throws UsageException when there is none
   */
  public static HandlerKind of(String label) {
    for (var kind : values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw new UsageException(
        EnvVars.HANDLER
            + ": expected one of "
            + Stream.of(values()).map(HandlerKind::label).sorted().toList()
            + ", but found '"
            + label
            + "'.");
  }
}
