// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A process and what the JVM can find of all that it has started: its descendants, and on Linux
 * also the members of its session, which are found even when their parents have left them. A
 * process that has left both lives on.
 */
final class SessionGroup implements ProcessGroup {
  private static final Path PROC = Path.of("/proc");

  /** Processes that fork while they are killed are found in another look; a few are enough. */
  private static final int LOOKS = 5;

  private final ProcessHandle leader;

  /** Once all have ended, their numbers may belong to others. */
  private boolean ended;

  SessionGroup(ProcessHandle leader) {
    this.leader = leader;
  }

  @Override
  public synchronized void terminate() {
    if (!ended) {
      members().forEach(ProcessHandle::destroy);
    }
  }

  @Override
  public synchronized void kill() {
    for (int look = 0; look < LOOKS && !ended; look++) {
      var alive = members();
      alive.forEach(ProcessHandle::destroyForcibly);
      ended = alive.isEmpty();
    }
  }

  private Set<ProcessHandle> members() {
    var members = new HashSet<ProcessHandle>();
    leader.descendants().forEach(members::add);
    if (leader.isAlive()) {
      members.add(leader);
    }
    members.addAll(session());
    return members;
  }

  private Set<ProcessHandle> session() {
    var found = new HashSet<ProcessHandle>();
    if (!Files.isDirectory(PROC)) {
      return found;
    }
    try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var process : processes) {
        if (inSession(process)) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return found;
    }
    return found;
  }

  /** Reads {@code pid (name) state parent group session …}; a name may hold any character. */
  private boolean inSession(Path process) {
    return read(process.resolve("stat"))
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 1).strip().split(" "))
        .filter(fields -> fields.length > 3 && !fields[0].equals("Z"))
        .filter(fields -> fields[3].equals(Long.toString(leader.pid())))
        .isPresent();
  }

  /** Empty when the process has ended meanwhile. */
  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
