// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.util.concurrent.Semaphore;

/** Who may be served at a path at once; safe for threads. */
interface Places {
  Response TOO_MANY = Response.text(503, "Too many ask for this at once; ask again later.\n");

  /** Whether the client gets a place, which it has until {@link #leave}. */
  boolean take(Exchange client);

  void leave(Exchange client);

  /** So many places, for who comes first. */
  static Places of(int most) {
    var free = new Semaphore(most);
    return new Places() {
      @Override
      public boolean take(Exchange client) {
        return free.tryAcquire();
      }

      @Override
      public void leave(Exchange client) {
        free.release();
      }
    };
  }
}
