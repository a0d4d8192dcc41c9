// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import dev.taskworkers.runtime.UsageException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs as the system does. */
public final class Programs {
  private Programs() {}

  /**
   * Does nothing where there is a program called {@code name}, a path or a name on PATH.
   *
   * @throws UsageException when there is none
   */
  public static void require(String name) {
    if (find(name).isEmpty()) {
      throw new UsageException("The command '" + name + "' can't be run: " + lack(name));
    }
  }

  /** What is wrong about a name that means no program; a file here is named by its path. */
  private static String lack(String name) {
    if (!isFile(name)) {
      return "there is no such program. Give its path, or put it on PATH.";
    }
    var path = name.contains("/") ? name : "./" + name;
    return Files.isExecutable(Path.of(name))
        ? "it is not on PATH. Give its path, '" + path + "'."
        : "it is not executable. Run 'chmod +x " + path + "'.";
  }

  private static boolean isFile(String name) {
    try {
      return Files.isRegularFile(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The program that {@code name} means. */
  static Optional<Path> find(String name) {
    try {
      var candidates =
          name.contains("/")
              ? Stream.of(Path.of(name))
              : Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                  .map(folder -> Path.of(folder, name));
      return candidates.filter(Programs::runnable).findFirst();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean runnable(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }
}
