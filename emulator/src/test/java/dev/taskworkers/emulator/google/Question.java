// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

/**
 * Something that Google's documentation leaves open.
 *
 * @param asks as a sentence without its full stop
 * @param isLong whether it takes minutes to be settled
 */
record Question(String asks, boolean isLong, Case settles) {
  /** What settles a question, and says how. */
  @FunctionalInterface
  interface Case {
    String answer() throws Exception;
  }

  static Question quick(String asks, Case settles) {
    return new Question(asks, false, settles);
  }

  static Question lengthy(String asks, Case settles) {
    return new Question(asks, true, settles);
  }
}
