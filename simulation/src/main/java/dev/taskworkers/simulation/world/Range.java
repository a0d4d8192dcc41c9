// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.runtime.UsageException;
import java.util.Random;
import java.util.regex.Pattern;

/** Between two numbers of seconds; each value as likely as the other. */
public record Range(double min, double max) {
  private static final Pattern TEXT = Pattern.compile("([0-9.]{1,9}),([0-9.]{1,9})");

  public Range {
    if (!(min >= 0) || !(max >= min)) {
      throw new IllegalArgumentException("expected 0 <= min <= max");
    }
  }

  /**
   * Reads {@code MIN,MAX}, in seconds.
   *
   * @throws UsageException when it is none
   */
  public static Range parse(String option, String text) {
    var parts = TEXT.matcher(text);
    try {
      if (parts.matches()) {
        return new Range(Double.parseDouble(parts.group(1)), Double.parseDouble(parts.group(2)));
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new UsageException(
        option + ": expected MIN,MAX in seconds, for example 15,35, but found '" + text + "'.");
  }

  public double draw(Random random) {
    return min + (max - min) * random.nextDouble();
  }

  public double mean() {
    return (min + max) / 2;
  }
}
