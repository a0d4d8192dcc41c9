// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.taskworkers.testbed.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The workflows")
class WorkflowsTest {
  private static final Path FOLDER = Path.of("../.github/workflows");
  private static final String ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

  @TempDir Path bin;

  @Test
  void name_each_action_by_its_digest_and_say_its_version() throws IOException {
    for (var workflow : workflows()) {
      var uses = Pattern.compile("uses: (.*)").matcher(Files.readString(workflow)).results();
      assertThat(uses.map(use -> use.group(1)))
          .as(workflow.toString())
          .isNotEmpty()
          .allMatch(use -> use.matches("[a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9.]+"));
    }
  }

  @Test
  @Timeout(300)
  void are_right_to_actionlint() throws IOException {
    var installed = Command.of("go", "install", ACTIONLINT).with("GOBIN", bin.toString());
    assumeThat(isThere("go")).as("Go is there").isTrue();
    assumeThat(installed.result().ok()).as("actionlint can be built").isTrue();
    for (var workflow : workflows()) {
      var said = Command.of(bin.resolve("actionlint").toString(), workflow.toString()).result();
      assertThat(said.ok()).as(said.output()).isTrue();
    }
  }

  private static boolean isThere(String program) {
    return Command.of("sh", "-c", "command -v " + program).result().ok();
  }

  private static List<Path> workflows() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
    }
  }
}
