package dev.taskworkers.worker.api;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Why a task is not done, as its dead letter will tell it.
 *
 * @param kind a class name, or a word such as {@code exit} or {@code timeout}
 * @param message one sentence
 * @param output the last of what the task wrote or of its stack trace, empty when there is none
 */
public record Failure(String kind, String message, String output) {
  /** As much as a dead letter has room for; the end has the first cause. */
  private static final int LONGEST_TRACE = 4096;

  public static Failure of(String kind, String message) {
    return new Failure(kind, message, "");
  }

  /** What an exception says, by its class; the end of its stack trace is the output. */
  public static Failure of(Throwable problem) {
    var trace = new StringWriter();
    problem.printStackTrace(new PrintWriter(trace));
    var text = trace.toString();
    return new Failure(
        problem.getClass().getName(),
        String.valueOf(problem.getMessage()),
        text.substring(Math.max(0, text.length() - LONGEST_TRACE)));
  }

  @Override
  public String toString() {
    return kind + ": " + message;
  }
}
