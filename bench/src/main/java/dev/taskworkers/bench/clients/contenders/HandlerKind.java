package dev.taskworkers.bench.clients.contenders;

import java.util.Locale;

/** How every client does the work of a task. */
public enum HandlerKind {
  /** Nothing is done, in the client's process. */
  JAVA,
  /** A program reads the payload and ends. */
  EXEC,
  /** A server takes the payload and answers 204. */
  HTTP;

  /** The name that the worker and the command line use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static HandlerKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
