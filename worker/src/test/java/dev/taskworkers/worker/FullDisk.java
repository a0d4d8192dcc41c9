// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system without room, which only a process that is started on it sees, and ends with it.
 */
final class FullDisk {
  private static final String FILL =
      "mount -t tmpfs -o size=16k tmpfs \"$0\" && { cat /dev/zero > \"$0/filling\";"
          + " ! echo > \"$0/more\"; } 2>/dev/null && exec \"$@\"";

  private final Path folder;

  private FullDisk(Path folder) {
    this.folder = folder;
  }

  /** One on {@code folder}; the test is skipped where this user can't mount one. */
  static FullDisk on(Path folder) throws InterruptedException {
    var disk = new FullDisk(folder);
    assumeTrue(
        disk.works(), "Only root on Linux, with 'unshare', can fill a disk for one process.");
    return disk;
  }

  /** What stands before a command that is to see it; the process is the same. */
  List<String> before() {
    return List.of("unshare", "--mount", "sh", "-c", FILL, folder.toString());
  }

  private boolean works() throws InterruptedException {
    try {
      var command = new ArrayList<>(before());
      command.add("true");
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
