// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.util.Optional;

/**
 * Names one lease of one message of one subscription. Clients take it as an opaque string.
 *
 * @param subscription the broker's number of the subscription
 * @param sequence of the message
 * @param lease the subscription's number of the lease
 */
public record AckId(long subscription, long sequence, long lease) {
  private static final int RADIX = 36;
  private static final char SEPARATOR = '-';

  /** The id that this text stands for, or empty when no server ever gave it out. */
  public static Optional<AckId> parse(String text) {
    var first = text.indexOf(SEPARATOR);
    var second = text.indexOf(SEPARATOR, first + 1);
    if (first <= 0 || second < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new AckId(
              Long.parseLong(text, 0, first, RADIX),
              Long.parseLong(text, first + 1, second, RADIX),
              Long.parseLong(text, second + 1, text.length(), RADIX)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  public String messageId() {
    return Long.toString(sequence);
  }

  @Override
  public String toString() {
    return Long.toString(subscription, RADIX)
        + SEPARATOR
        + Long.toString(sequence, RADIX)
        + SEPARATOR
        + Long.toString(lease, RADIX);
  }
}
