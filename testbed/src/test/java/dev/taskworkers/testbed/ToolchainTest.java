// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolchainTest {
  @TempDir private Path cache;

  @Test
  void is_kept_in_the_cache_that_the_environment_names() {
    assertThat(Toolchain.cache(Map.of("XDG_CACHE_HOME", "/var/caches")))
        .isEqualTo(Path.of("/var/caches/taskworkers"));
    assertThat(Toolchain.cache(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "taskworkers"));
  }

  @Test
  void is_built_when_every_program_is_there_and_may_run() throws IOException {
    var toolchain = new Toolchain(cache, Versions.CURRENT);
    Files.createDirectories(toolchain.bin());
    for (var program : Toolchain.PROGRAMS) {
      assertThat(toolchain.isBuilt()).isFalse();
      var file = Files.createFile(toolchain.bin().resolve(program)).toFile();
      assertThat(toolchain.isBuilt()).isFalse();
      assertThat(file.setExecutable(true)).isTrue();
    }
    assertThat(toolchain.isBuilt()).isTrue();
  }
}
