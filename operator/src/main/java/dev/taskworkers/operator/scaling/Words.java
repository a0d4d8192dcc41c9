package dev.taskworkers.operator.scaling;

import java.time.Duration;
import java.util.Locale;

/** Numbers as a person reads them. */
final class Words {
  private Words() {}

  static String pods(int pods) {
    return pods == 1 ? "1 pod" : pods + " pods";
  }

  static String waiting(double tasks) {
    var whole = Math.round(tasks);
    return whole == 0 ? "no task waits" : whole == 1 ? "1 task waits" : whole + " tasks wait";
  }

  static String rate(double perSecond) {
    if (perSecond <= 0) {
      return "none arrive";
    }
    return perSecond >= 0.1
        ? String.format(Locale.ROOT, "%.1f/s arrive", perSecond)
        : String.format(Locale.ROOT, "%.1f/min arrive", perSecond * 60);
  }

  static String seconds(double seconds) {
    return seconds < 10
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : duration(Duration.ofSeconds(Math.round(seconds)));
  }

  static String duration(Duration duration) {
    var seconds = Math.round(duration.toMillis() / 1000.0);
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200
        ? Math.round(seconds / 60.0) + " min"
        : Math.round(seconds / 3600.0) + " h";
  }
}
