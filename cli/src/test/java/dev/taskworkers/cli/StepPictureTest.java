// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.testbed.CommittedFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The picture of the workload step in docs/policies.md")
@Tag("slow")
final class StepPictureTest {
  private static final Path PICTURE = Path.of("../docs/images/step.svg");

  @TempDir private Path folder;

  /** Run with -Dpictures.update=true to write the picture instead of comparing it. */
  @Test
  void is_what_the_simulator_draws() throws IOException {
    var drawn = folder.resolve("step.svg");
    var command = Taskworkers.commandLine().setOut(new PrintWriter(Writer.nullWriter()));
    var code =
        Taskworkers.execute(
            command,
            "simulate",
            "--workload=step",
            "--seeds=1",
            "--policy=ours,ours-foreign,keda-tuned,kpa,oracle",
            "--chart=" + drawn);

    assertThat(code).isZero();
    CommittedFile.check(PICTURE, Files.readString(drawn), getClass(), "pictures.update");
  }
}
