// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.regex.Pattern;

/** So many tasks in so much time: {@code 10/s}, {@code 100/m}, {@code 5000/h}. */
public record Rate(int tasks, Duration per) {
  /**
   * The same pattern guards the resource's fields, so that the API server refuses what we would.
   */
  public static final String PATTERN = "^([1-9][0-9]{0,5})/([smh])$";

  private static final Pattern FORM = Pattern.compile(PATTERN);

  /**
   * Reads {@code text}.
   *
   * @param what names the input in the error
   * @throws UsageException when it is no rate
   */
  public static Rate parse(String text, String what) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new UsageException(
          what
              + ": expected 1 to 999999 tasks per s, m or h, for example 10/s or 100/m, but found '"
              + text
              + "'.");
    }
    var per =
        switch (parts.group(2)) {
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          default -> Duration.ofHours(1);
        };
    return new Rate(Integer.parseInt(parts.group(1)), per);
  }

  /** As {@link #parse} reads it: {@code 100/m}. */
  public String text() {
    return tasks + "/" + (per.toHours() > 0 ? "h" : per.toMinutes() > 0 ? "m" : "s");
  }

  public double perSecond() {
    return (double) tasks / per.toSeconds();
  }
}
