// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import java.io.Console;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jline.terminal.TerminalBuilder;

/** Whether a person is at the other end, and how much of a line they see. */
public final class Terminal {
  private Terminal() {}

  /** The console, if input and output are a terminal. */
  public static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Terminal::isTerminal);
  }

  /** How wide it is; empty where nobody looks, or where that can't be told. */
  public static OptionalInt columns() {
    if (console().isEmpty()) {
      return OptionalInt.empty();
    }
    try (var terminal = TerminalBuilder.builder().dumb(true).build()) {
      return terminal.getWidth() > 0 ? OptionalInt.of(terminal.getWidth()) : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty();
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
