// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.util.concurrent.ThreadFactory;

/** Threads that keep no process alive: it may end without closing what they work for. */
public final class DaemonThreads {
  private DaemonThreads() {}

  public static ThreadFactory named(String name) {
    return action -> of(name, action);
  }

  /** One that does {@code action} once it is started. */
  public static Thread of(String name, Runnable action) {
    var thread = new Thread(action, name);
    thread.setDaemon(true);
    return thread;
  }
}
