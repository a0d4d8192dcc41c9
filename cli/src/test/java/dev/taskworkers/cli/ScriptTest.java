// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script beside the sources, before it has anything built to hand over to. */
@DisplayName("The script taskworkers")
class ScriptTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "refuses {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "test tomorrow | test takes --full, --google PROJECT or nothing, but found: tomorrow",
        "test --google | test --google: expected the id of a project after it, but found none.",
        "test --google --quick | test --google: expected the id of a project after it",
        "test --fulll | test takes --full, --google PROJECT or nothing, but found: --fulll",
        "test --quick | test takes --full, --google PROJECT or nothing, but found: --quick",
      })
  void refuses_wrong_words_before_it_builds(String words, String sentence) throws Exception {
    var said = run(2, words.split(" "));

    assertThat(said).startsWith("taskworkers: ").contains(sentence).hasLineCount(1);
  }

  @Test
  void says_that_it_cant_build_in_a_folder_that_cant_be_written_to() throws Exception {
    Files.createFile(folder.resolve("cli"));

    assertThat(run(1, "demo"))
        .startsWith("taskworkers: the build can't write to the folder ")
        .hasLineCount(1);
  }

  /** What it says on standard error. */
  private String run(int exit, String... words) throws IOException, InterruptedException {
    var script = Files.copy(Path.of("../taskworkers"), folder.resolve("taskworkers"));
    var command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(List.of(words));
    var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = builder.start();
    try {
      var said = new String(process.getErrorStream().readAllBytes());
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(said).isEqualTo(exit);
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
