// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The process tree of the cluster. Its first process is the first of a process namespace, so that
 * killing it ends all of them, containers included.
 */
final class Node {
  private static final int END_WITHIN_SECONDS = 30;

  private final Path folder;

  Node(Path folder) {
    this.folder = folder;
  }

  private Path record() {
    return folder.resolve("node.pid");
  }

  /** The outermost process; empty when it has ended, also when its id belongs to another now. */
  Optional<ProcessHandle> process() {
    try {
      var words = Files.readString(record()).strip().split(" ");
      var started = Instant.parse(words[1]);
      return ProcessHandle.of(Long.parseLong(words[0]))
          .filter(ProcessHandle::isAlive)
          .filter(handle -> handle.info().startInstant().equals(Optional.of(started)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The process that runs {@code program} in the node. */
  Optional<ProcessHandle> running(String program) {
    return process().stream()
        .flatMap(ProcessHandle::descendants)
        .filter(
            handle -> handle.info().command().filter(c -> c.endsWith("/" + program)).isPresent())
        .findFirst();
  }

  /** Starts the node; it outlives this process. */
  ProcessHandle start(Path script, Path bin, String name, String address) {
    try {
      var words =
          List.of(
              "setsid",
              "unshare",
              "--fork",
              "--kill-child=SIGKILL",
              "--pid",
              "--mount-proc",
              "--net",
              "bash",
              script.toString(),
              folder.toString(),
              bin.toString(),
              name,
              address);
      var log = folder.resolve("log").resolve("node.log").toFile();
      var process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start();
      process.getOutputStream().close();
      var handle = process.toHandle();
      Files.writeString(
          record(), handle.pid() + " " + handle.info().startInstant().orElseThrow() + "\n");
      return handle;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends all of it and waits until the kernel has taken everything away. */
  void kill() {
    process()
        .ifPresent(
            outermost -> {
              var inner = outermost.children().toList();
              inner.forEach(ProcessHandle::destroyForcibly);
              inner.forEach(Node::awaitEnd);
              outermost.destroyForcibly();
              awaitEnd(outermost);
            });
  }

  private static void awaitEnd(ProcessHandle handle) {
    try {
      handle.onExit().get(END_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new CommandFailure(
          "Process " + handle.pid() + " did not end within " + END_WITHIN_SECONDS + " s.");
    }
  }
}
