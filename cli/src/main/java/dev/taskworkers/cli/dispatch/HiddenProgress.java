// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import me.tongfei.progressbar.ProgressBarConsumer;

/** Shows no progress: there is no terminal to show it on. */
final class HiddenProgress implements ProgressBarConsumer {
  @Override
  public int getMaxRenderedLength() {
    return 0;
  }

  @Override
  public void accept(String text) {}

  @Override
  public void close() {}
}
