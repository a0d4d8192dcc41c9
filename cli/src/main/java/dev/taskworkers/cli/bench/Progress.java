// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import dev.taskworkers.cli.options.Terminal;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Says what is going on. */
final class Progress {
  private Progress() {}

  /** On a terminal only. */
  static Consumer<String> on(PrintWriter err) {
    return Terminal.console().isEmpty() ? what -> {} : always(err);
  }

  static Consumer<String> always(PrintWriter err) {
    return what -> {
      err.println(what);
      err.flush();
    };
  }
}
