// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The colors of pictures")
final class PaletteTest {
  private static final Path PAGE = Path.of("../ui/src/main/resources/ui/page.css");
  private static final Pattern COLOR = Pattern.compile("--([a-z]+): (#[0-9a-f]{6});");

  /** The first theme of the page is the light one. */
  @Test
  void are_those_of_the_page() throws IOException {
    var page = new TreeMap<String, String>();
    COLOR
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(found -> page.putIfAbsent(found.group(1), found.group(2)));

    for (var color : Palette.values()) {
      assertThat(Map.entry(color.name().toLowerCase(Locale.ROOT), color.toString()))
          .isIn(page.entrySet());
    }
  }
}
