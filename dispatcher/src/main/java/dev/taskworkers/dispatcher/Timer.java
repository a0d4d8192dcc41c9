// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

/** Measures time and calls back later: by the machine's clock, or by a test's. */
interface Timer {
  /** As {@link System#nanoTime}: only differences have a meaning. */
  long nanos();

  /** Runs {@code action} once, after {@code nanos}, on a thread that it may block. */
  void after(long nanos, Runnable action);
}
