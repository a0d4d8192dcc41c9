// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.runtime.Printable;
import dev.taskworkers.runtime.UsageException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says a problem to a person: never a stack trace, never silence. */
final class Problems {
  private Problems() {}

  /**
   * Prints it, a line that begins at the left and none but that, since a server or a file chose
   * some of its words; returns the exit code: 2 for input a person can fix, else 1.
   */
  static int report(Throwable problem, PrintWriter err) {
    err.println("taskworkers: " + Printable.lines(sentence(problem), "  "));
    return problem instanceof UsageException ? 2 : 1;
  }

  private static String sentence(Throwable problem) {
    if (problem instanceof UncheckedIOException wrapped
        && wrapped.getCause() instanceof FileSystemException file) {
      return sentence(file);
    }
    if (problem instanceof FileSystemException file && file.getFile() != null) {
      return sentence(file);
    }
    var named = problem.getMessage() == null || problem instanceof Error;
    return named ? "failed with " + problem : problem.getMessage();
  }

  /** Their message is often the file alone. */
  private static String sentence(FileSystemException problem) {
    var file = problem.getFile();
    if (problem instanceof AccessDeniedException) {
      return file + ": you may not read or write it.";
    }
    if (problem instanceof NoSuchFileException) {
      return file + ": there is no such file or folder.";
    }
    if (problem instanceof FileAlreadyExistsException) {
      return file + ": there is such a file or folder already.";
    }
    return problem.getReason() == null ? file + " can't be read or written." : problem.getMessage();
  }
}
