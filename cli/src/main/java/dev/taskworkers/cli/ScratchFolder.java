// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.runtime.AtShutdown;
import dev.taskworkers.testbed.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A temporary folder that goes when this is closed, and when the process is told to end. */
final class ScratchFolder implements AutoCloseable {
  private final Runnable users;
  private final AtShutdown atShutdown = new AtShutdown("scratch-folder", this::end);
  private Optional<Path> path = Optional.empty();
  private boolean ended;

  /** Without a folder yet. */
  ScratchFolder(Runnable users) {
    this.users = users;
  }

  /**
   * Makes one.
   *
   * @param users ends those that write there, when the process is told to end
   */
  static ScratchFolder make(String prefix, Runnable users) throws IOException {
    var folder = new ScratchFolder(users);
    folder.make(prefix);
    return folder;
  }

  /** One in which programs write that this process starts. */
  static ScratchFolder ofPrograms(String prefix) throws IOException {
    return make(
        prefix,
        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly));
  }

  /** A signal that comes first finds nothing to delete, so that nothing may be made after it. */
  synchronized void make(String prefix) throws IOException {
    if (ended) {
      throw new IllegalStateException("The command is being ended.");
    }
    path = Optional.of(Files.createTempDirectory(prefix));
  }

  synchronized Path path() {
    return path.orElseThrow();
  }

  /** The process is told to end. */
  void end() {
    users.run();
    synchronized (this) {
      ended = true;
      path.ifPresent(Folders::deleteQuietly);
    }
  }

  @Override
  public void close() throws IOException {
    atShutdown.close();
    // A signal that came meanwhile has it deleted already, or waits until it is.
    synchronized (this) {
      if (!ended) {
        Folders.delete(path());
      }
    }
  }
}
