// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.UsageException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Durations as Go and Kubernetes write them: {@code 30s}, {@code 1h30m}, {@code 250ms}. Negative
 * durations are not accepted, and fractions are exact to the nanosecond.
 */
public final class GoDuration {
  /**
   * The same pattern guards the resource's fields, so that the API server refuses what we would.
   */
  public static final String PATTERN = "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$";

  private static final Pattern WHOLE = Pattern.compile(PATTERN);
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of("ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);

  private GoDuration() {}

  /**
   * Parses {@code text}.
   *
   * @param what names the input in the error, for example {@code --idle-exit}
   * @throws UsageException when {@code text} is no duration, or longer than 292 years
   */
  public static Duration parse(String text, String what) {
    if (text == null || text.length() > 64 || !WHOLE.matcher(text).matches()) {
      throw new UsageException(
          what + ": expected a duration such as 30s, 10m or 1h30m, but found '" + text + "'.");
    }
    try {
      var nanos = 0L;
      var part = PART.matcher(text);
      while (part.find()) {
        nanos = Math.addExact(nanos, nanos(part.group(1), NANOS.get(part.group(2))));
      }
      return Duration.ofNanos(nanos);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new UsageException(what + ": '" + text + "' is too long; the limit is 292 years.");
    }
  }

  /** The variable {@code name}, or {@code absent} where it is not set. */
  public static Duration read(Environment environment, String name, Duration absent) {
    var value = environment.text(name, "");
    return value.isEmpty() ? absent : parse(value, name);
  }

  /** The variable {@code name}, which must be more than 0 if it is set, else {@code absent}. */
  public static Duration readPositive(Environment environment, String name, Duration absent) {
    var value = read(environment, name, absent);
    if (value.isZero() && !environment.text(name, "").isEmpty()) {
      throw new UsageException(name + ": expected more than 0s.");
    }
    return value;
  }

  /**
   * Whole numbers do without decimals: the JDK's class of them computes tables when it is first
   * used, which would cost a start more than all other settings do.
   */
  private static long nanos(String number, long unit) {
    return number.indexOf('.') < 0
        ? Math.multiplyExact(Long.parseLong(number), unit)
        : new BigDecimal(number)
            .multiply(BigDecimal.valueOf(unit))
            .setScale(0, RoundingMode.DOWN)
            .longValueExact();
  }

  /** Writes {@code duration} in the fewest units, for example {@code 1h30m} or {@code 2.5s}. */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return decimal(BigDecimal.valueOf(duration.toNanos(), 6)) + "ms";
    }
    var text = new StringBuilder();
    if (duration.toHours() > 0) {
      text.append(duration.toHours()).append('h');
    }
    if (duration.toMinutesPart() > 0) {
      text.append(duration.toMinutesPart()).append('m');
    }
    var seconds =
        BigDecimal.valueOf(duration.toSecondsPart())
            .add(BigDecimal.valueOf(duration.toNanosPart(), 9));
    if (seconds.signum() > 0) {
      text.append(decimal(seconds)).append('s');
    }
    return text.toString();
  }

  private static String decimal(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
