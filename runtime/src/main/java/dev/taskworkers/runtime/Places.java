// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

/** Who may be served at a path at once; safe for threads. */
interface Places {
  Response TOO_MANY = Response.text(503, "Too many ask for this at once; ask again later.\n");

  /** Whether the client gets a place, which it has until {@link #leave}. */
  boolean take(Exchange client);

  void leave(Exchange client);

  /** As many as come. */
  static Places forAll() {
    return new Places() {
      @Override
      public boolean take(Exchange client) {
        return true;
      }

      @Override
      public void leave(Exchange client) {}
    };
  }
}
