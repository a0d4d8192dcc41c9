package dev.taskworkers.cli;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Folders that a command makes and takes away again, or writes to. */
final class Folders {
  private Folders() {}

  /** {@link #delete}, when nobody is there any more to hear of a failure. */
  static void deleteQuietly(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      // A file that just went away, or a folder that the system clears by itself.
    }
  }

  /**
   * Checks before a long run that its result can be written.
   *
   * @throws UsageException when it can't
   */
  static void checkWritable(Path file, String option) {
    var folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder) || Files.isDirectory(file)) {
      throw new UsageException(option + ": " + file + " can't be written; is its folder there?");
    }
  }

  /** Deletes a folder with everything in it. */
  static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
