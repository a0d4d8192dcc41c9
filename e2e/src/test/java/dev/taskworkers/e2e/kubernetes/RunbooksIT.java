// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the runbooks of alerts have a person type works on a cluster as it stands there. */
@ExtendWith(OnKubernetes.class)
class RunbooksIT {
  private static final Path RUNBOOKS = TestEnvironment.repository().resolve("docs/runbooks");

  @Test
  void each_command_runs(TestEnvironment environment) throws IOException {
    try (var namespace = environment.namespace()) {
      namespace.follow(
          "thumbnails", Manifests.sleeping("thumbnails", environment.tasks(), 1, TestImages.TASKS));

      var commands = commands();
      assertThat(commands).isNotEmpty();
      for (var command : commands) {
        var words = command.replace("--namespace media", "--namespace " + namespace.name());
        environment.kubectl(words.substring("kubectl ".length()).split(" ")).output();
      }
    }
  }

  private static List<String> commands() throws IOException {
    var all = new ArrayList<String>();
    try (var pages = Files.list(RUNBOOKS)) {
      for (var page : pages.sorted().toList()) {
        Files.readAllLines(page).stream()
            .filter(line -> line.startsWith("kubectl "))
            .forEach(all::add);
      }
    }
    return all;
  }
}
