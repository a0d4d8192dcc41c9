package dev.taskworkers.operator.preflight;

/**
 * What was found out about a subscription.
 *
 * @param fit whether a pool can work with it; UNKNOWN while nobody could tell
 * @param reason a word for machines
 * @param message a sentence that says what was found and what to do
 * @param topic the full name of its topic, empty while unknown
 * @param filter what it lets through, empty for everything
 */
public record Verdict(Fit fit, String reason, String message, String topic, String filter) {
  /** Whether a pool can work with the subscription. */
  public enum Fit {
    YES,
    NO,
    UNKNOWN
  }

  static Verdict no(String reason, String message) {
    return new Verdict(Fit.NO, reason, message, "", "");
  }

  static Verdict unknown(String reason, String message) {
    return new Verdict(Fit.UNKNOWN, reason, message, "", "");
  }

  /** Before the first answer. */
  public static Verdict pending() {
    return unknown("Checking", "The subscription has not been looked at yet.");
  }
}
