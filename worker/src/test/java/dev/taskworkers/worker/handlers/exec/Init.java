// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The launcher of the images, compiled for the tests. */
final class Init {
  private static final Path SOURCE = Path.of("..", "images", "init.c");

  private Init() {}

  /** Skips the test where there is no C compiler or no Linux. */
  static synchronized Path compiled() throws IOException, InterruptedException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "The launcher is for Linux alone.");
    assumeTrue(Programs.find("cc").isPresent(), "There is no C compiler (cc) here.");
    var program = Path.of("target", "init").toAbsolutePath();
    if (!Files.exists(program)
        || Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(SOURCE)) < 0) {
      // Other JVMs that test may run what is there, or compile it now, too.
      var made = Files.createTempFile(program.getParent(), "init", "");
      var compiler =
          new ProcessBuilder(
                  "cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", made + "", SOURCE + "")
              .redirectErrorStream(true)
              .start();
      var said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (compiler.waitFor() != 0) {
        throw new AssertionError("The launcher does not compile:\n" + said);
      }
      Files.move(made, program, StandardCopyOption.ATOMIC_MOVE);
    }
    return program;
  }
}
