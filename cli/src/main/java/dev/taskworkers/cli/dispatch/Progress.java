// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import dev.taskworkers.cli.options.Terminal;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar with the rate of stored tasks; there is none where there is no terminal. */
record Progress(Optional<ProgressBar> bar) implements AutoCloseable {
  private static final long UNKNOWN = -1;

  /**
   * @param most the number of tasks, or 0 when it is not known
   */
  static Progress open(long most) {
    return new Progress(
        Terminal.console()
            .map(
                console ->
                    new ProgressBarBuilder()
                        .setTaskName("dispatching")
                        .setUnit(" tasks", 1)
                        .setInitialMax(most > 0 ? most : UNKNOWN)
                        .showSpeed()
                        .build()));
  }

  void step() {
    bar.ifPresent(ProgressBar::step);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
