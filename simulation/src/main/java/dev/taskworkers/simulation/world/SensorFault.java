// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.runtime.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A time in which something can't be seen, in seconds after the start. */
public record SensorFault(Kind kind, double start, double length) {
  private static final Pattern TEXT = Pattern.compile("([a-z-]+)@([0-9]{1,7})\\+([0-9]{1,7})");

  /** What can't be seen. */
  public enum Kind {
    MONITORING_SILENT,
    REPORTS_SILENT,
    DOORBELL_SILENT;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Reads {@code KIND@START+LENGTH}, in seconds.
   *
   * @throws UsageException when it is none
   */
  public static SensorFault parse(String text) {
    var parts = TEXT.matcher(text);
    var kind =
        parts.matches()
            ? Arrays.stream(Kind.values()).filter(k -> k.word().equals(parts.group(1))).findFirst()
            : Optional.<Kind>empty();
    return kind.map(
            k ->
                new SensorFault(
                    k, Double.parseDouble(parts.group(2)), Double.parseDouble(parts.group(3))))
        .orElseThrow(
            () ->
                new UsageException(
                    "--fault: expected KIND@START+LENGTH in seconds with KIND one of "
                        + Arrays.stream(Kind.values())
                            .map(Kind::word)
                            .collect(Collectors.joining(", "))
                        + ", but found '"
                        + text
                        + "'."));
  }

  public boolean covers(Kind other, double at) {
    return kind == other && at >= start && at < start + length;
  }
}
