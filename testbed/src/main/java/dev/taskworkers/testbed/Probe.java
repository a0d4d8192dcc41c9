// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tries what a node does, since a root in a container often may not do all of it. */
final class Probe {
  private Probe() {}

  /**
   * Does nothing where a node can run.
   *
   * @throws CommandFailure with what can't be done here
   */
  static void requireAble() {
    try {
      // Where the node's own files will lie, as not every file system takes an overlay.
      var folder = Files.createTempDirectory(Path.of("/var/cache"), "taskworkers-probe");
      try {
        Resources.write("scripts", List.of("probe.sh"), folder, Map.of());
        var result =
            Command.of("unshare", "--fork", "--pid", "--mount-proc", "--net", "bash")
                .and(folder.resolve("probe.sh").toString(), folder.toString())
                .result();
        if (!result.ok()) {
          throw new CommandFailure(
              "A cluster can't run on this machine: " + result.output().strip() + ".");
        }
      } finally {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
