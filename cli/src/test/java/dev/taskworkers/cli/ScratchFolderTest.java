// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A scratch folder")
final class ScratchFolderTest {
  private final String prefix = "scratch-" + UUID.randomUUID() + "-";

  /** Those that are left. */
  private boolean isLeft() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith(prefix));
    }
  }

  @Test
  void goes_with_what_is_in_it_when_it_is_closed() throws IOException {
    try (var scratch = ScratchFolder.make(prefix, () -> {})) {
      Files.writeString(scratch.path().resolve("file"), "text");
      assertThat(isLeft()).isTrue();
    }
    assertThat(isLeft()).isFalse();
  }

  @Test
  void goes_when_the_process_is_told_to_end_after_those_that_write_there() throws IOException {
    var wasThere = new ArrayList<Boolean>();
    var scratch =
        new ScratchFolder(
            () -> {
              try {
                wasThere.add(isLeft());
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    scratch.make(prefix);

    scratch.end();

    assertThat(wasThere).containsExactly(true);
    assertThat(isLeft()).isFalse();
  }

  @Test
  void is_left_to_the_end_of_the_process_once_that_has_begun() throws IOException {
    var scratch = new ScratchFolder(() -> {});
    scratch.make(prefix);
    scratch.end();

    scratch.close();

    assertThat(isLeft()).isFalse();
  }

  @Test
  void is_not_made_once_the_process_was_told_to_end() throws IOException {
    var scratch = new ScratchFolder(() -> {});
    scratch.end();

    assertThatThrownBy(() -> scratch.make(prefix)).hasMessage("The command is being ended.");
    assertThat(isLeft()).isFalse();
  }
}
