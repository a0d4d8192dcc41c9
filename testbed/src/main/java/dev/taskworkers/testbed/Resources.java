// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The scripts, configurations and Go files that come with this class, written to a folder. */
final class Resources {
  private Resources() {}

  /** Writes {@code names} of {@code folder} to {@code target}, with @KEYS@ replaced. */
  static void write(String folder, List<String> names, Path target, Map<String, String> values) {
    try {
      Files.createDirectories(target);
      for (var name : names) {
        var text = read(folder + "/" + name);
        for (var value : values.entrySet()) {
          text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        Files.writeString(target.resolve(name), text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of one of them. */
  static String read(String name) {
    try (var stream = Resources.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("The resource " + name + " is missing in the jar.");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
