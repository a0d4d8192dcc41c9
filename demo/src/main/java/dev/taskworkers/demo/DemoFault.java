package dev.taskworkers.demo;

import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Something that goes wrong in a demo.
 *
 * @param start after the start of the demo
 * @param length how long it lasts; zero for a kill
 */
public record DemoFault(Kind kind, Duration start, Duration length) {
  private static final Pattern TEXT =
      Pattern.compile("([a-z0-9-]+)@([0-9]{1,7})(?:\\+([0-9]{1,7}))?");

  /** What can go wrong. */
  public enum Kind {
    MONITORING_SILENT,
    MONITORING_429,
    MONITORING_STALE,
    REPORTS_SILENT,
    WORKERS_UNHEARD,
    DOORBELL_SILENT,
    PUBSUB_UNAVAILABLE,
    PUBSUB_THROTTLED,
    STREAM_STUCK,
    PULL_SHORT,
    PULL_EMPTY,
    PULL_GHOST,
    DUPLICATES,
    KILL_WORKER,
    KILL_OPERATOR;

    /** As the command line writes it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isKill() {
      return this == KILL_WORKER || this == KILL_OPERATOR;
    }
  }

  /**
   * Reads {@code KIND@START+LENGTH}, in seconds; kills need no length.
   *
   * @throws UsageException when it is none
   */
  public static DemoFault parse(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new UsageException(
          "--fault: expected KIND@START+LENGTH in seconds, for example monitoring-silent@300+600,"
              + " but found '"
              + text
              + "'.");
    }
    var kind =
        Arrays.stream(Kind.values())
            .filter(k -> k.word().equals(parts.group(1)))
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "--fault: there is no '"
                            + parts.group(1)
                            + "'; there are "
                            + words()
                            + "."));
    if (parts.group(3) == null && !kind.isKill()) {
      throw new UsageException(
          "--fault: " + kind.word() + " needs a length, for example " + text + "+600.");
    }
    return new DemoFault(
        kind,
        Duration.ofSeconds(Long.parseLong(parts.group(2))),
        Duration.ofSeconds(parts.group(3) == null ? 0 : Long.parseLong(parts.group(3))));
  }

  private static String words() {
    return Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", "));
  }
}
