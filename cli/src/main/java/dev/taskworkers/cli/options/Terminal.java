// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Whether a person is at the other end, and how much of a line they see. */
public final class Terminal {
  /** Rows and columns; a terminal that does not know has none. */
  private static final Pattern SIZE = Pattern.compile("[0-9]+ ([1-9][0-9]{0,5})");

  private Terminal() {}

  /** The console, if input and output are a terminal. */
  public static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Terminal::isTerminal);
  }

  /**
   * How wide it is; empty where nobody looks, or where that can't be told. A library for terminals
   * would ask the terminal itself, which types its answer into whatever reads next.
   */
  public static OptionalInt columns() {
    if (console().isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      try (var answer = stty.inputReader()) {
        var size = SIZE.matcher(Objects.requireNonNullElse(answer.readLine(), ""));
        return size.matches()
            ? OptionalInt.of(Integer.parseInt(size.group(1)))
            : OptionalInt.empty();
      }
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  /** Tells a person who waits what goes on; nobody else reads it. */
  public static void say(PrintWriter err, String what) {
    if (console().isPresent()) {
      err.println("taskworkers: " + what + "…");
      err.flush();
    }
  }

  /** From Java 22 on there is a console without a terminal, too; before, nobody could ask. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
