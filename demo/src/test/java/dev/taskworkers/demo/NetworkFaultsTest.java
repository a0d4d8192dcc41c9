// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Two faults of the network of one kind")
class NetworkFaultsTest {
  @TempDir private Path folder;

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "reports-silent@1+3, reports-silent@2+4, .xxxxx..",
    "reports-silent@1+5, reports-silent@2+2, .xxxxx..",
    "reports-silent@1+2, reports-silent@3+2, .xxxx...",
    "reports-silent@1+2, reports-silent@5+2, .xx..xx.",
    "reports-silent@1+2, workers-unheard@2+4, .xx....."
  })
  void are_on_while_any_of_them_is(String one, String other, String expected) {
    var faults =
        new NetworkFaults(
            List.of(DemoFault.parse(one), DemoFault.parse(other)),
            kind -> folder.resolve(kind.word()));
    var seen = new StringBuilder();
    for (var second = 0; second < expected.length(); second++) {
      faults.tick(Duration.ofSeconds(second));
      seen.append(Files.exists(folder.resolve("reports-silent")) ? 'x' : '.');
    }
    assertThat(seen).hasToString(expected);
  }
}
