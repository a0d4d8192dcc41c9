package dev.taskworkers.cli.options;

import dev.taskworkers.runtime.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an option's value must be. */
public final class Checks {
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
   * Checks before a long run that its result can be written.
   *
   * @throws UsageException when it can't
   */
  public static void writable(Path file, String option) {
    var folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder) || Files.isDirectory(file)) {
      throw new UsageException(option + ": " + file + " can't be written; is its folder there?");
    }
  }
}
