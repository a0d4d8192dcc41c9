// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.testbed.Command;
import dev.taskworkers.testbed.TypedCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What pages have a person type who looks at a pool works on a cluster as it stands there. */
@ExtendWith(OnKubernetes.class)
class RunbooksIT {
  private static final Path DOCS = TestEnvironment.repository().resolve("docs");
  private static final List<String> PAGES = List.of("operations.md", "troubleshooting.md");

  /** Verbs of {@code kubectl} that look; the others change something. */
  private static final Set<String> LOOKS = Set.of("get", "describe", "logs");

  /**
   * Of our own command and plugin, what tells of any pool; others change something or never end.
   */
  private static final Set<String> OWN_LOOKS =
      Set.of("top", "why", "timeline", "workers", "failures");

  @Test
  void each_command_runs(TestEnvironment environment) throws IOException {
    try (var namespace = environment.namespace()) {
      namespace.follow(
          "thumbnails", Manifests.sleeping("thumbnails", environment.tasks(), 1, TestImages.TASKS));

      var commands = commands();
      assertThat(commands).hasSizeGreaterThan(20);
      for (var command : commands) {
        var words = command.stream().map(word -> word.replace("media", namespace.name())).toList();
        command(environment, namespace, words).output();
      }
    }
  }

  private static Command command(
      TestEnvironment environment, TestNamespace namespace, List<String> words) {
    var rest = words.subList(1, words.size()).toArray(String[]::new);
    return rest[0].equals("twp")
        ? Taskworkers.command(environment, rest)
        // Where a command names no namespace, the reader's own is meant.
        : environment.kubectl("--namespace", namespace.name()).and(rest);
  }

  /** Each once, though several pages have it; what is watched never ends. */
  private static List<List<String>> commands() throws IOException {
    try (var runbooks = Files.list(DOCS.resolve("runbooks"))) {
      return Stream.concat(runbooks.sorted(), PAGES.stream().map(DOCS::resolve))
          .flatMap(page -> TypedCommands.in(read(page)).stream())
          .filter(words -> words.size() > 2 && isLook(words))
          .map(words -> words.stream().filter(word -> !word.equals("--watch")).toList())
          .distinct()
          .toList();
    }
  }

  private static boolean isLook(List<String> words) {
    return words.get(1).equals("twp")
        ? OWN_LOOKS.contains(words.get(2))
        : words.get(0).equals("kubectl") && LOOKS.contains(words.get(1));
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
