// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import dev.taskworkers.runtime.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How programs are started, and how they are ended with everything that they have started. */
interface Launcher {
  /** Names the launcher of the images, which is built from {@code images/init.c}. */
  String PROPERTY = "taskworkers.init";

  /** The command that starts {@code program}. */
  List<String> command(List<String> program);

  /** Everything that belongs to a process which was started with {@link #command}. */
  ProcessGroup group(ProcessHandle started);

  /** Whether {@link HexVariables} reach the program as what they stand for. */
  boolean decodesHex();

  /** Why a program was never started, if that is what its end means. */
  Optional<String> notStarted(int exit, String errors);

  /**
   * The launcher of the images where there is one, and otherwise the JVM's own means.
   *
   * @throws UsageException when there should be one and is not
   */
  static Launcher find() {
    var path = System.getProperty(PROPERTY);
    if (path == null) {
      return new SessionLauncher(Programs.find("setsid"));
    }
    var init = Path.of(path);
    if (!Files.isExecutable(init)) {
      throw new UsageException(
          "The worker starts programs with "
              + init
              + ", but there is no such program."
              + " Copy the whole of /opt/taskworkers from the worker's image into yours.");
    }
    return new InitLauncher(init);
  }
}
