// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

/**
 * A question and its answer.
 *
 * @param name the question in a word
 * @param message sentences that say what was found
 * @param fix the command that makes a yes of it; empty where there is none
 */
record Check(String name, Answer answer, String message, String fix) {
  /** As they are printed. */
  enum Answer {
    yes,
    no,
    unknown
  }

  static Check yes(String name, String message) {
    return new Check(name, Answer.yes, message, "");
  }

  static Check no(String name, String message, String fix) {
    return new Check(name, Answer.no, message, fix);
  }

  static Check unknown(String name, String message) {
    return new Check(name, Answer.unknown, message, "");
  }
}
