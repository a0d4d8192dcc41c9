// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Each source")
final class LicenseHeadersTest {
  private static final Path ROOT = Path.of("..");

  /** The formatter passes over {@code package-info.java}, and over all that is not Java. */
  @Test
  void names_its_licence_in_its_first_lines() throws IOException {
    var without = new ArrayList<Path>();
    for (var source : sources()) {
      try (var lines = Files.lines(source)) {
        if (lines.limit(2).noneMatch(l -> l.contains("SPDX-License-Identifier: Apache-2.0"))) {
          without.add(source);
        }
      }
    }
    assertThat(without).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    var sources =
        new ArrayList<>(List.of(ROOT.resolve("taskworkers"), ROOT.resolve("images/init.c")));
    try (var modules = Files.newDirectoryStream(ROOT, "*")) {
      for (var module : modules) {
        for (var folder : List.of("src/main", "src/test")) {
          if (Files.isDirectory(module.resolve(folder))) {
            try (Stream<Path> files = Files.walk(module.resolve(folder))) {
              files
                  .filter(each -> each.toString().matches(".*\\.(java|js|css|go|py|sh)"))
                  .forEach(sources::add);
            }
          }
        }
      }
    }
    return sources;
  }
}
