// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds living processes by what is in their environment. */
final class Environments {
  private Environments() {}

  static List<String> holding(String variable) {
    try (var files = Files.list(Path.of("/proc"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("[0-9]+"))
          .filter(process -> read(process.resolve("environ")).contains(variable))
          .map(process -> process.getFileName() + " " + read(process.resolve("cmdline")))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Empty for a process that has ended, whether or not it has been reaped. */
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
