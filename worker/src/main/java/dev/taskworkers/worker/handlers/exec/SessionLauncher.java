// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts programs where there is no launcher: in a session of their own, if the system has {@code
 * setsid}.
 */
record SessionLauncher(Optional<Path> setsid) implements Launcher {
  @Override
  public List<String> command(List<String> program) {
    var words = new ArrayList<String>();
    setsid.ifPresent(path -> words.add(path.toString()));
    words.addAll(program);
    return List.copyOf(words);
  }

  @Override
  public ProcessGroup group(ProcessHandle started) {
    return new SessionGroup(started);
  }

  @Override
  public boolean decodesHex() {
    return false;
  }

  /** setsid ends as a shell does when it can't run a program, and says one line. */
  @Override
  public Optional<String> notStarted(int exit, String errors) {
    return setsid.isPresent() && (exit == 126 || exit == 127) && errors.matches("setsid: [^\n]*\n")
        ? Optional.of(errors.strip())
        : Optional.empty();
  }
}
