// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Gives each program a parent that kills and reaps whatever the program leaves behind, so that the
 * worker need not search for it. The parent kills at the second SIGTERM, and a few seconds after
 * the first even if the second is lost: two that come close together are one.
 *
 * @param init the program that {@code images/init.c} is compiled to
 */
record InitLauncher(Path init) implements Launcher {
  private static final int NOT_STARTED = 125;

  /** All that the launcher writes; a program that ends with 125 has something else to say. */
  private static final Pattern PROBLEM = Pattern.compile("init: (error=\\d+, [^\n]*)\n");

  @Override
  public List<String> command(List<String> program) {
    var seconds = Long.toString(ExecHandler.TO_STOP.toSeconds());
    var words = new ArrayList<>(List.of(init.toString(), "-t", seconds));
    words.addAll(program);
    return List.copyOf(words);
  }

  @Override
  public ProcessGroup group(ProcessHandle started) {
    return new Launched(started);
  }

  @Override
  public boolean decodesHex() {
    return true;
  }

  @Override
  public Optional<String> notStarted(int exit, String errors) {
    var problem = PROBLEM.matcher(errors);
    return exit == NOT_STARTED && problem.matches()
        ? Optional.of(problem.group(1))
        : Optional.empty();
  }

  private record Launched(ProcessHandle parent) implements ProcessGroup {
    @Override
    public void terminate() {
      parent.destroy();
    }

    @Override
    public void kill() {
      parent.destroy();
      parent.destroy();
    }
  }
}
