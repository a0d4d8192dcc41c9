// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Google's clients of other languages, prepared in the user's cache at their first run: what they
 * need is fetched by their own tools.
 */
final class ForeignClients {
  private static final Path CACHE =
      Path.of(
          System.getenv()
              .getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache"),
          "taskworkers",
          "bench");
  private static final long PATIENCE_MINUTES = 10;

  private final Consumer<String> progress;

  ForeignClients(Consumer<String> progress) {
    this.progress = progress;
  }

  Optional<List<String>> go() throws InterruptedException {
    var folder = unpack("go", "go.mod", "go.sum", "main.go");
    var program = folder.resolve("client");
    return run("go", folder, "go", "build", "-o", program.toString(), ".")
        ? Optional.of(List.of(program.toString()))
        : Optional.empty();
  }

  Optional<List<String>> python() throws InterruptedException {
    var folder = unpack("python", "requirements.txt", "client.py");
    var python = folder.resolve("venv/bin/python").toString();
    var installed =
        run("python", folder, "python3", "-m", "venv", "venv")
            && run(
                "python", folder, python, "-m", "pip", "install", "-q", "-r", "requirements.txt");
    return installed
        ? Optional.of(List.of(python, folder.resolve("client.py").toString()))
        : Optional.empty();
  }

  private static Path unpack(String client, String... files) {
    try {
      var folder = Files.createDirectories(CACHE.resolve(client));
      for (var file : files) {
        var name = "/bench/" + client + "/" + file;
        try (var in = ForeignClients.class.getResourceAsStream(name)) {
          if (in == null) {
            throw new IllegalStateException("The build lacks " + name + ".");
          }
          Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** False, and said so, when the tool is not here or fails. */
  private boolean run(String client, Path folder, String... command) throws InterruptedException {
    var log = folder.resolve("log");
    try {
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0) {
        return true;
      }
      process.destroyForcibly();
      progress.accept(
          client + " is left out: '" + String.join(" ", command) + "' failed; see " + log + ".");
    } catch (IOException e) {
      progress.accept(client + " is left out: " + command[0] + " is not installed here.");
    }
    return false;
  }
}
