// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What has been started, to be ended in the opposite order, also when the next part fails. */
final class Parts implements AutoCloseable {
  private final Deque<Runnable> ends = new ArrayDeque<>();

  /**
   * Notes a part.
   *
   * @param end how it is ended
   */
  <T> T add(T part, Consumer<T> end) {
    ends.push(() -> end.accept(part));
    return part;
  }

  @Override
  public void close() {
    while (!ends.isEmpty()) {
      ends.pop().run();
    }
  }
}
