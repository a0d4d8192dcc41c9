// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import dev.taskworkers.testbed.Command;
import dev.taskworkers.testbed.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** KEDA's programs and resources, built once from its Go module and kept. */
public record KedaBuild(Path home) {
  public static final String VERSION = "2.21.0";

  /**
   * What is kept below {@code cache}, built on its first use: minutes.
   *
   * @throws CommandFailure when Go is missing or the build fails
   */
  public static KedaBuild in(Path cache, Consumer<String> progress) {
    var build = new KedaBuild(cache.resolve("keda-" + VERSION));
    if (!build.isThere()) {
      if (!Command.of("sh", "-c", "command -v go").result().ok()) {
        throw new CommandFailure(
            "To build KEDA "
                + VERSION
                + " once, you need Go 1.26 or newer, and none was found; install it, or fill "
                + build.home
                + ".");
      }
      var made = build.home.resolve("build");
      Scripts.write("go.mod", made);
      Scripts.write("go.sum", made);
      var script = Scripts.write("build.sh", made);
      Command.of("bash", script.toString(), VERSION, build.home.toString())
          .output(
              line -> {
                if (line.startsWith("building ")) {
                  progress.accept(line);
                }
              });
    }
    return build;
  }

  private boolean isThere() {
    return Stream.of(operator(), adapter()).allMatch(Files::isExecutable)
        && Files.isDirectory(crds());
  }

  Path operator() {
    return home.resolve("bin/keda-operator");
  }

  /** Serves what the operator reads to the HorizontalPodAutoscaler. */
  Path adapter() {
    return home.resolve("bin/keda-adapter");
  }

  Path crds() {
    return home.resolve("crds");
  }
}
