// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import com.google.common.base.Throwables;
import java.util.Optional;

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

  /** What a problem says of itself at its root, in a line, as the end of a sentence. */
  static String reason(Throwable problem) {
    var root = Throwables.getRootCause(problem);
    var lines = Optional.ofNullable(root.getMessage()).stream().flatMap(String::lines);
    return lines.findFirst().orElse(root.getClass().getSimpleName());
  }
}
