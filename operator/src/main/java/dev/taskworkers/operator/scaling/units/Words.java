package dev.taskworkers.operator.scaling.units;

import java.time.Duration;

/** Numbers as a person reads them. */
public final class Words {
  private Words() {}

  /** With one digit after the point; sentences are made often, and formatters are slow. */
  public static String decimal(double number) {
    return String.valueOf(Math.round(number * 10) / 10.0);
  }

  public static String pods(int pods) {
    return pods == 1 ? "1 pod" : pods + " pods";
  }

  public static String podsAre(int pods) {
    return pods(pods) + (pods == 1 ? " is" : " are");
  }

  public static String podsWere(int pods) {
    return pods(pods) + (pods == 1 ? " was" : " were");
  }

  public static String waiting(double tasks) {
    var whole = Math.round(tasks);
    return whole == 0 ? "no task waits" : whole == 1 ? "1 task waits" : whole + " tasks wait";
  }

  public static String running(double tasks) {
    var whole = Math.round(tasks);
    return whole == 1 ? "1 runs" : whole + " run";
  }

  public static String rate(double perSecond) {
    if (perSecond <= 0) {
      return "none arrive";
    }
    return perSecond >= 0.1
        ? decimal(perSecond) + "/s arrive"
        : decimal(perSecond * 60) + "/min arrive";
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
