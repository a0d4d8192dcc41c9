// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What an option's value must be. */
public final class Checks {
  private static final int HIGHEST_PORT = 65_535;

  private Checks() {}

  /**
   * Refuses a value in a sentence unless {@code holds}.
   *
   * @param expected for example {@code 1 to 1000}
   * @throws UsageException naming the option, what was expected and what came
   */
  public static void require(boolean holds, String option, String expected, Object found) {
    if (!holds) {
      throw new UsageException(option + ": expected " + expected + ", but found " + found + ".");
    }
  }

  /**
   * Refuses a number below {@code least} or above {@code most}.
   *
   * @throws UsageException naming the option, what was expected and what came
   */
  public static void between(String option, long found, long least, long most) {
    require(found >= least && found <= most, option, least + " to " + most, found);
  }

  /**
   * Refuses a number that is no port; 0 is one, and means any that is free.
   *
   * @throws UsageException when it is none
   */
  public static void port(String option, int port) {
    require(port >= 0 && port <= HIGHEST_PORT, option, "a port from 0 to 65535", port);
  }

  /** Tells people which options they have given in vain, since {@code needed} is missing. */
  public static void sayWithoutEffect(CommandLine command, String needed, String... options) {
    var given = command.getParseResult();
    Stream.of(options)
        .filter(given::hasMatchedOption)
        .forEach(
            option -> command.getErr().println(option + " has no effect without " + needed + "."));
    command.getErr().flush();
  }

  /**
   * Checks before a long run that its result can be written.
   *
   * @throws UsageException when it can't
   */
  public static void writable(Path file, String option) {
    var folder = file.toAbsolutePath().getParent();
    var writable =
        Files.exists(file)
            ? Files.isWritable(file) && !Files.isDirectory(file)
            : folder != null && Files.isDirectory(folder) && canBeMade(file);
    if (!writable) {
      throw new UsageException(
          option
              + ": "
              + file
              + " can't be written. Name a file in an existing folder that you can write to.");
    }
  }

  /** Whether there can be such a file, tried: to root, all folders seem to be writable. */
  private static boolean canBeMade(Path file) {
    try {
      Files.delete(Files.createFile(file));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Makes the folder of a long run's result before it begins.
   *
   * @throws UsageException when it can't be made or written to
   */
  public static void folder(Path folder, String option) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UsageException(
          option + ": expected a folder that can be made, but found " + folder + ".");
    }
    if (!Files.isWritable(folder)) {
      throw new UsageException(option + ": the folder " + folder + " can't be written to.");
    }
  }
}
