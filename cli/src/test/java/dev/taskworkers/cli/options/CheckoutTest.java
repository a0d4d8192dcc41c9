// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The checkout of a command")
class CheckoutTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "file:/src/taskworkers/cli/target/taskworkers.jar, /src/taskworkers",
    "file:/my%20src/K%C3%A4fer/cli/target/taskworkers.jar, /my src/Käfer",
    "file:/src/50%25+1/cli/target/classes/, /src/50%+1",
  })
  void is_found_whatever_its_folder_is_called(URI jar, Path folder) throws IOException {
    assertThat(Checkout.of(jar.toURL())).isEqualTo(folder);
  }

  @ParameterizedTest(name = "{0}, in {1}")
  @CsvSource({
    "cli/target/taskworkers.jar, ., helm",
    "cli/target/classes/, cli, HERE/helm",
    "lib/taskworkers.jar, ., helm",
    "lib/taskworkers.jar, bin, HERE/helm",
    "a b/lib/taskworkers.jar, ., 'a b/helm'",
  })
  void and_a_release_have_their_files_where_a_command_finds_them(
      String jar, String in, String name, @TempDir Path folder) throws IOException {
    var root = jar.startsWith("a b") ? folder.resolve("a b") : folder;
    Files.createDirectories(root.resolve("helm"));
    var here = folder.resolve(in).normalize();
    var wanted = name.replace("HERE", folder.toString());
    assertThat(Checkout.file("helm", folder.resolve(jar).toUri().toURL(), here))
        .isEqualTo(name.contains(" ") ? "'" + wanted + "'" : wanted);
  }

  @Test
  void takes_what_comes_with_a_release_and_not_what_lies_beside_its_folder(@TempDir Path folder)
      throws IOException {
    Files.createDirectories(folder.resolve("release/helm"));
    Files.createDirectories(folder.resolve("helm"));
    var jar = folder.resolve("release/lib/taskworkers.jar").toUri().toURL();
    assertThat(Checkout.file("helm", jar, folder)).isEqualTo("release/helm");
  }

  @Test
  void names_what_it_has_not_as_a_checkout_would(@TempDir Path folder) throws IOException {
    var jar = folder.resolve("taskworkers.jar").toUri().toURL();
    assertThat(Checkout.file("helm", jar, folder)).isEqualTo("helm");
  }
}
