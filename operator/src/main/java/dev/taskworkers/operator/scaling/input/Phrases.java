// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import java.time.Duration;

/** Numbers as a person reads them. */
public final class Phrases {
  private Phrases() {}

  /** With one digit after the point. */
  public static String decimal(double number) {
    return String.valueOf(Math.round(number * 10) / 10.0);
  }

  public static String pods(int pods) {
    return pods == 1 ? "1 pod" : pods + " pods";
  }

  public static String seconds(double seconds) {
    return seconds < 10
        ? decimal(seconds) + " s"
        : duration(Duration.ofSeconds(Math.round(seconds)));
  }

  public static String duration(Duration duration) {
    var seconds = Math.round(duration.toMillis() / 1000.0);
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200
        ? Math.round(seconds / 60.0) + " min"
        : Math.round(seconds / 3600.0) + " h";
  }
}
