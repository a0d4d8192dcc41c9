// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The launcher that a worker's image starts programs with, compiled for this machine. */
final class InitProgram {
  private InitProgram() {}

  /**
   * Compiles it into {@code folder}.
   *
   * @param progress hears why there is none
   */
  static Optional<Path> compile(Path folder, Consumer<String> progress)
      throws IOException, InterruptedException {
    var source = folder.resolve("init.c");
    try (var text = InitProgram.class.getResourceAsStream("/init.c")) {
      Files.copy(Objects.requireNonNull(text, "The source of the launcher is missing."), source);
    }
    var program = folder.resolve("init");
    try {
      var compiler =
          new ProcessBuilder("cc", "-Os", "-s", "-o", program.toString(), source.toString())
              .redirectErrorStream(true)
              .start();
      var said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (compiler.waitFor() == 0) {
        return Optional.of(program);
      }
      progress.accept("The launcher of the worker's image does not compile here: " + said.strip());
    } catch (IOException e) {
      progress.accept("The launcher of the worker's image needs a C compiler: " + e.getMessage());
    }
    progress.accept("Without it, the worker looks through all processes after each program.");
    return Optional.empty();
  }
}
