// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JdkTest {
  @TempDir private Path home;

  @Test
  void is_known_by_its_release_file() throws IOException {
    install("JAVA_VERSION=\"25.0.3\"");
    assertThat(Jdk.of(home)).contains(new Jdk(home, 25, "25.0.3"));
  }

  @Test
  void too_old_a_one_is_left_out() throws IOException {
    install("JAVA_VERSION=\"1.8.0_402\"");
    assertThat(Jdk.of(home)).isEmpty();
  }

  @Test
  void a_folder_without_a_java_is_left_out() throws IOException {
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25\"");
    assertThat(Jdk.of(home)).isEmpty();
  }

  @Test
  void from_25_on_the_cache_is_an_aot_cache() {
    var cache = Path.of("c");
    assertThat(new Jdk(home, 25, "25").uses(cache)).isEqualTo("-XX:AOTCache=c");
    assertThat(new Jdk(home, 17, "17").uses(cache)).isEqualTo("-XX:SharedArchiveFile=c");
  }

  private void install(String release) throws IOException {
    Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\n" + release + "\n");
    var java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }
}
