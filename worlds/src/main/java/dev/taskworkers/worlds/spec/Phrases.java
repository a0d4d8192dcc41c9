// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.spec;

import java.util.Locale;

/** Numbers as people write them. */
public final class Phrases {
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;

  private Phrases() {}

  /** A duration with its unit. */
  public static String time(double seconds) {
    if (Double.isInfinite(seconds)) {
      return "ever";
    }
    if (seconds < 2 * MINUTE) {
      return number(seconds) + " s";
    }
    return seconds < 2 * HOUR ? number(seconds / MINUTE) + " min" : number(seconds / HOUR) + " h";
  }

  /** A moment, counted from the beginning of its world. */
  public static String clock(double seconds) {
    var whole = (long) Math.floor(seconds);
    return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  /** A count of things with a plural in {@code s}. */
  public static String many(int count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }

  /** With as many digits as tell something. */
  public static String number(double value) {
    var text =
        String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
