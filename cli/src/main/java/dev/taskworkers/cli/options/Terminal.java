// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import java.io.Console;
import java.util.Optional;

/** Whether a person is at the other end. */
public final class Terminal {
  private Terminal() {}

  /** The console, if input and output are a terminal. */
  public static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Terminal::isTerminal);
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
