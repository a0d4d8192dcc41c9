// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import dev.taskworkers.cli.options.Terminal;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Says what is going on, on a terminal only. */
final class Progress {
  private Progress() {}

  static Consumer<String> on(PrintWriter err) {
    if (Terminal.console().isEmpty()) {
      return what -> {};
    }
    return what -> {
      err.println(what);
      err.flush();
    };
  }
}
