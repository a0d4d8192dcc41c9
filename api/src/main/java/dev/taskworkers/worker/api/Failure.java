// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.api;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Why a task is not done, as its dead letter will tell it. Parts that are null, as the messages of
 * many exceptions are, get words of their own.
 *
 * @param kind a class name, or a word such as {@code exit} or {@code timeout}
 * @param message one sentence
 * @param output the last of what the task wrote or of its stack trace, empty when there is none
 */
public record Failure(String kind, String message, String output) {
  /** As much as a dead letter has room for: where it was thrown, and at the end the first cause. */
  private static final int LONGEST_TRACE = 4096 - 8;

  private static final int TRACE_HEAD = 1024;

  private static final String NO_MESSAGE = "no message";

  public Failure {
    kind = kind == null ? "unknown" : kind;
    message = message == null ? NO_MESSAGE : message;
    output = output == null ? "" : output;
  }

  public static Failure of(String kind, String message) {
    return new Failure(kind, message, "");
  }

  /** What an exception says, by its class; its stack trace is the output. */
  public static Failure of(Throwable problem) {
    return new Failure(problem.getClass().getName(), message(problem), trace(problem));
  }

  private static String trace(Throwable problem) {
    var trace = new StringWriter();
    try {
      problem.printStackTrace(new PrintWriter(trace));
    } catch (RuntimeException | Error e) {
      return "";
    }
    var text = trace.toString();
    var end = text.length() - LONGEST_TRACE + TRACE_HEAD;
    return end <= TRACE_HEAD ? text : text.substring(0, TRACE_HEAD) + "\n…\n" + text.substring(end);
  }

  /** The class may be a handler's own, so this may fail as any code of a handler may. */
  private static String message(Throwable problem) {
    try {
      return problem.getMessage();
    } catch (RuntimeException | Error e) {
      return NO_MESSAGE;
    }
  }

  @Override
  public String toString() {
    return kind + ": " + message;
  }
}
