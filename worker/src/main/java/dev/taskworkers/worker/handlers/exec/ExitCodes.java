// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;

/**
 * The outcome that a program means by its exit code.
 *
 * <table>
 * <caption>Exit codes</caption>
 * <tr><td>0</td><td>done; after SIGTERM: retry</td></tr>
 * <tr><td>65 (EX_DATAERR), 100</td><td>dead letter</td></tr>
 * <tr><td>99</td><td>drop</td></tr>
 * <tr><td>75 (EX_TEMPFAIL), any other, a signal</td><td>retry</td></tr>
 * </table>
 */
final class ExitCodes {
  /** The JVM reports an end by signal n as 128 + n, as shells do. */
  private static final int SIGNALS = 128;

  /**
   * Linux has no more; a program may end with a greater number itself, as with -1, which is 255.
   */
  private static final int LAST_SIGNAL = 64;

  private ExitCodes() {}

  static Outcome outcome(int exit, String errors) {
    return switch (exit) {
      case 0 -> Outcome.ack();
      case 65, 100 -> new Outcome.DeadLetter(failure(exit, errors));
      case 99 -> Outcome.drop("The program ended with 99.");
      default -> Outcome.retry(failure(exit, errors));
    };
  }

  /**
   * The outcome where the program was told to stop: many then end with 0 whatever they have done,
   * so that 0 says nothing of the task.
   */
  static Outcome afterSigterm(int exit, String errors) {
    return exit == 0
        ? Outcome.retry(
            new Failure(
                "exit",
                "The program ended with 0 after SIGTERM, which does not say that its task is done.",
                errors))
        : outcome(exit, errors);
  }

  private static Failure failure(int exit, String errors) {
    return exit > SIGNALS && exit <= SIGNALS + LAST_SIGNAL
        ? new Failure("signal", "The program was ended by signal " + (exit - SIGNALS) + ".", errors)
        : new Failure("exit", "The program ended with " + exit + ".", errors);
  }
}
