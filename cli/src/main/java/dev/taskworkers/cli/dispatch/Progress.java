// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import dev.taskworkers.cli.options.Terminal;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar with the rate of stored tasks, on a terminal only. */
public final class Progress {
  private static final long UNKNOWN = -1;

  private Progress() {}

  /**
   * Shows nothing where there is no terminal.
   *
   * @param most the number of tasks, or 0 when it is not known
   */
  public static ProgressBar open(long most) {
    var bar =
        new ProgressBarBuilder()
            .setTaskName("dispatching")
            .setUnit(" tasks", 1)
            .setInitialMax(most > 0 ? most : UNKNOWN)
            .showSpeed();
    if (Terminal.console().isEmpty()) {
      bar.setConsumer(new HiddenProgress());
    }
    return bar.build();
  }
}
