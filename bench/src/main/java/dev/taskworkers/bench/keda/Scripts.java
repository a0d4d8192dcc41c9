// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that come with this package. */
final class Scripts {
  private Scripts() {}

  /** Writes {@code name} to {@code folder}. */
  static Path write(String name, Path folder) {
    try {
      return Files.writeString(Files.createDirectories(folder).resolve(name), read(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(String name) throws IOException {
    try (var stream = Scripts.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("The resource " + name + " is missing in the jar.");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
