// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import dev.taskworkers.testbed.Cluster;
import java.io.IOException;
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
  /** What a line says of a client that can't take part. */
  static final String LEFT_OUT = " is left out: ";

  private static final long PATIENCE_MINUTES = 10;

  private final Consumer<String> progress;

  ForeignClients(Consumer<String> progress) {
    this.progress = progress;
  }

  Optional<List<String>> go() throws InterruptedException {
    var unpacked = unpack("go", "go.mod", "go.sum", "main.go");
    if (unpacked.isEmpty()) {
      return Optional.empty();
    }
    var folder = unpacked.get();
    var program = folder.resolve("client");
    return run("go", folder, "go", "build", "-o", program.toString(), ".")
        ? Optional.of(List.of(program.toString()))
        : Optional.empty();
  }

  Optional<List<String>> python() throws InterruptedException {
    var unpacked = unpack("python", "requirements.txt", "client.py");
    if (unpacked.isEmpty()) {
      return Optional.empty();
    }
    var folder = unpacked.get();
    var python = folder.resolve("venv/bin/python").toString();
    var installed =
        run("python", folder, "python3", "-m", "venv", "venv")
            && run(
                "python", folder, python, "-m", "pip", "install", "-q", "-r", "requirements.txt");
    return installed
        ? Optional.of(List.of(python, folder.resolve("client.py").toString()))
        : Optional.empty();
  }

  /** Empty, and said so, when the cache can't be written. */
  private Optional<Path> unpack(String client, String... files) {
    var folder = Cluster.ofThisMachine().cache().resolve("bench").resolve(client);
    try {
      Files.createDirectories(folder);
      for (var file : files) {
        var name = "/bench/" + client + "/" + file;
        try (var in = ForeignClients.class.getResourceAsStream(name)) {
          if (in == null) {
            throw new IllegalStateException("The build lacks " + name + ".");
          }
          Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return Optional.of(folder);
    } catch (IOException e) {
      progress.accept(client + LEFT_OUT + "the folder " + folder + " can't be written.");
      return Optional.empty();
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
          client + LEFT_OUT + "'" + String.join(" ", command) + "' failed; see " + log + ".");
    } catch (IOException e) {
      progress.accept(client + LEFT_OUT + command[0] + " is not installed here.");
    }
    return false;
  }
}
