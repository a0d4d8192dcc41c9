// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import com.google.auth.Retryable;
import io.grpc.Status;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A call was not made, because no access token came for it: a new pod's metadata server takes
 * seconds to answer. Unlike credentials that are refused, that passes.
 */
public final class NoTokenException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_OF_WHY = 300;

  /**
   * @param source where tokens come from
   * @param check what a person can do
   */
  public NoTokenException(String source, String check, Throwable why) {
    super("no access token came from " + source + ": " + words(why) + "; check " + check, why);
  }

  /** Whether that is why a call failed. */
  public static boolean isCauseOf(Status status) {
    return status.getCause() instanceof NoTokenException;
  }

  /** Whether a fetch that failed so may do better later: nobody has refused the credentials. */
  static boolean passes(Throwable failure) {
    return failure instanceof IOException
        && chain(failure)
            .noneMatch(each -> each instanceof Retryable known && !known.isRetryable());
  }

  private static Stream<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause);
  }

  /** The library's own exceptions say only what caused them; a response has several lines. */
  private static String words(Throwable why) {
    var said =
        Optional.ofNullable(why instanceof Retryable ? why.getCause() : why)
            .map(Throwable::getMessage)
            .orElseGet(why::toString)
            .strip()
            .replaceAll("\\s+", " ");
    var brief = said.substring(0, Math.min(said.length(), MOST_OF_WHY));
    return Printable.of(brief.endsWith(".") ? brief.substring(0, brief.length() - 1) : brief);
  }
}
