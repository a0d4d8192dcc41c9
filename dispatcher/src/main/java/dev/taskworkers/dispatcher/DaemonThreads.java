// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import java.util.concurrent.ThreadFactory;

/** Threads that keep no process alive: a program may end without closing its dispatcher. */
final class DaemonThreads {
  private DaemonThreads() {}

  static ThreadFactory named(String name) {
    return action -> {
      var thread = new Thread(action, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
