// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.api.Failure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Samples the failures that the log tells: of one kind {@link #LINES} in {@link #WINDOW}, and how
 * many more there were. The first of a kind in each window has its stack trace, where there is one.
 * Of what a handler says, it tells no more than of a line that a program writes. Belongs to the
 * loop.
 */
final class FailureLog {
  static final int LINES = 10;
  static final Duration WINDOW = Duration.ofSeconds(10);
  private static final int KINDS = 100;

  /** In characters: an exception may quote a whole payload. */
  static final int LONGEST = 8 * 1024;

  private final Map<String, Kind> kinds =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kind> eldest) {
          return size() > KINDS;
        }
      };

  private static final class Kind {
    private Moment until = Moment.BEFORE_ALL;
    private int lines;
    private long untold;
  }

  /** What the log tells of {@code failure}; empty: nothing. */
  Optional<String> tell(Failure failure, Moment now) {
    var kind = kinds.computeIfAbsent(failure.kind(), name -> new Kind());
    if (!now.isBefore(kind.until)) {
      var untold = kind.untold;
      kind.until = now.plus(WINDOW);
      kind.lines = 1;
      kind.untold = 0;
      return Optional.of(text(failure) + others(untold) + trace(failure));
    }
    if (kind.lines == LINES) {
      kind.untold++;
      return Optional.empty();
    }
    kind.lines++;
    return Optional.of(text(failure));
  }

  private static String others(long untold) {
    return untold == 0 ? "" : " (" + untold + " more failures of this kind are not logged.)";
  }

  /** What a program wrote is in the log already. */
  private static String trace(Failure failure) {
    var javas = failure.kind().indexOf('.') >= 0 && !failure.output().isEmpty();
    return javas ? "\n" + cut(failure.output()) : "";
  }

  /** A failure as the log may tell it. */
  static String text(Failure failure) {
    return cut(failure.toString());
  }

  /** Its beginning, and how much more there was. */
  static String cut(String words) {
    if (words.length() <= LONGEST) {
      return words;
    }
    var end = Character.isHighSurrogate(words.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return words.substring(0, end) + " … (" + (words.length() - end) + " more characters)";
  }
}
