// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What the worker's image copies into a pod")
@Timeout(180)
class InitCopyTest {
  private static final FileTime BUILT = FileTime.from(Instant.parse("2026-01-01T00:00:00.5Z"));

  @TempDir Path folder;
  private Path source;
  private Path target;

  @BeforeEach
  void fill() throws IOException {
    source = Files.createDirectories(folder.resolve("source"));
    target = Files.createDirectories(folder.resolve("target"));
    var lib = Files.createDirectories(source.resolve("lib/deep"));
    Files.write(lib.resolve("a.jar"), new byte[3_000_000]);
    Files.createFile(lib.resolve("empty"));
    Files.writeString(source.resolve("init"), "program");
    Files.setPosixFilePermissions(
        source.resolve("init"), PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.setLastModifiedTime(lib.resolve("a.jar"), BUILT);
    Files.createSymbolicLink(source.resolve("worker"), Path.of("init"));
  }

  @Test
  void has_the_contents_modes_times_and_links_of_the_image() throws Exception {
    assertThat(copy()).isZero();
    assertSame();
  }

  @Test
  void is_whole_where_a_copy_before_it_was_cut_off() throws Exception {
    assertThat(copy()).isZero();
    Files.write(target.resolve("lib/deep/a.jar"), new byte[7]);
    assertThat(copy()).isZero();
    assertSame();
  }

  @Test
  void fails_with_the_reason_where_it_cannot_be_written() throws Exception {
    Files.createDirectories(target.resolve("init"));
    var process = start(source, target);
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).startsWith("init: can't copy " + source + " to " + target + ": error=");
  }

  private void assertSame() throws IOException {
    var jar = target.resolve("lib/deep/a.jar");
    assertThat(Files.mismatch(source.resolve("lib/deep/a.jar"), jar)).isEqualTo(-1);
    assertThat(Files.getLastModifiedTime(jar)).isEqualTo(BUILT);
    assertThat(target.resolve("lib/deep/empty")).isEmptyFile();
    assertThat(Files.getPosixFilePermissions(target.resolve("init")))
        .isEqualTo(PosixFilePermissions.fromString("r-xr-xr-x"));
    assertThat(Files.isSymbolicLink(target.resolve("worker"))).isTrue();
    assertThat(Files.readSymbolicLink(target.resolve("worker"))).isEqualTo(Path.of("init"));
  }

  private int copy() throws Exception {
    var process = start(source, target);
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  private static Process start(Path source, Path target) throws Exception {
    return new ProcessBuilder(
            Init.compiled().toString(), "-c", source.toString(), target.toString())
        .redirectErrorStream(true)
        .start();
  }
}
