// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
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
}
