// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Runs that failed in the same way. What is longer or larger than any worker says is cut.
 *
 * @param kind the class of an exception, or a word such as {@code exit} or {@code timeout}
 * @param message of the latest of them
 * @param count of them
 * @param recent those of the last {@link #RECENT_MINUTES} minutes
 * @param first when the first of them ended
 * @param last when the latest ended
 * @param task the id of the latest one's message
 */
public record FailureGroup(
    String kind,
    String message,
    long count,
    long recent,
    Instant first,
    Instant last,
    String task) {
  /** So many a worker reports, those that came last. */
  public static final int MOST = 8;

  /** What counts as recent. */
  public static final int RECENT_MINUTES = 10;

  static final int LONGEST_TASK = 64;
  private static final int LONGEST_KIND = 120;
  private static final int LONGEST_MESSAGE = 200;

  /** More than a worker could count in its life; and the counts of a thousand can be added. */
  private static final long MOST_COUNTED = 1_000_000_000_000L;

  /** Ids and hashes: five or more hexadecimal digits or dashes, one of them from 0 to 9. */
  private static final Pattern ID = Pattern.compile("(?=[\\p{XDigit}-]*\\d)[\\p{XDigit}-]{5,}");

  public FailureGroup {
    kind = cut(kind, LONGEST_KIND);
    message = cut(message, LONGEST_MESSAGE);
    task = cut(task, LONGEST_TASK);
    count = Math.min(Math.max(1, count), MOST_COUNTED);
    recent = Math.min(Math.max(0, recent), count);
    last = last.isBefore(first) ? first : last;
  }

  /** What those of one group have in common: messages differ in ids alone. */
  public String key() {
    return kind + " " + ID.matcher(messageWithoutPartOfAnId()).replaceAll("#");
  }

  /** Where a message is cut within an id, what is left of that may look like none. */
  private String messageWithoutPartOfAnId() {
    var end = message.length();
    while (message.length() == LONGEST_MESSAGE && end > 0 && isOfAnId(message.charAt(end - 1))) {
      end--;
    }
    return message.substring(0, end);
  }

  private static boolean isOfAnId(char letter) {
    return letter == '-' || Character.digit(letter, 16) >= 0 && letter < 128;
  }

  /** This group and one with the same key, seen as one. */
  public FailureGroup and(FailureGroup other) {
    var latest = other.last.isBefore(last) ? this : other;
    return new FailureGroup(
        kind,
        latest.message,
        count + other.count,
        recent + other.recent,
        first.isBefore(other.first) ? first : other.first,
        latest.last,
        latest.task);
  }

  /** As it is when nothing of it is recent any more. */
  public FailureGroup past() {
    return new FailureGroup(kind, message, count, 0, first, last, task);
  }

  /** No more than {@code most} characters of a text, and no half of one. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    var end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end);
  }
}
