package dev.taskworkers.worker.handlers.exec;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs as the system does. */
final class Programs {
  private Programs() {}

  /** The program that {@code name} means, a path or a name on PATH. */
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
