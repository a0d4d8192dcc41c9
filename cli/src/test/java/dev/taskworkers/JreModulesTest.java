// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class JreModulesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern MODULES = Pattern.compile("--add-modules (\\S+)");

  @Test
  void the_page_names_each_module_that_a_java_handler_finds_in_a_pod() throws IOException {
    var image = MODULES.matcher(Files.readString(ROOT.resolve("images/worker.Dockerfile")));
    assertThat(image.find()).isTrue();

    var page = Files.readString(ROOT.resolve("docs/handler-details.md"));
    var told =
        page.substring(page.indexOf("It has these modules: ")).lines().findFirst().orElse("");

    assertThat(told.substring(0, told.indexOf('.' + " A class")))
        .isEqualTo("It has these modules: " + inWords(image.group(1).split(",")));
  }

  private static String inWords(String... modules) {
    var quoted = "`" + String.join("`, `", modules) + "`";
    return quoted.replaceFirst(", (`[^`]*`)$", ", and $1");
  }
}
