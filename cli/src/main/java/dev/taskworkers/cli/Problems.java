package dev.taskworkers.cli;

import dev.taskworkers.runtime.UsageException;
import java.io.PrintWriter;

/** Says a problem to a person: never a stack trace, never silence. */
final class Problems {
  private Problems() {}

  /** Prints one line and returns the exit code: 2 for input a person can fix, else 1. */
  static int report(Throwable problem, PrintWriter err) {
    var text = problem.getMessage();
    var named = text == null || problem instanceof Error;
    err.println("taskworkers: " + (named ? "failed with " + problem : text));
    return problem instanceof UsageException ? 2 : 1;
  }
}
