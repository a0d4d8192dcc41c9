// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.net.InetAddress;

/** A request, and the way back to who sent it; safe for threads. */
public interface Exchange {
  Request request();

  /** Whether the client is at the address of this host itself, 127.0.0.1 or ::1. */
  boolean isLocal();

  /** Answers, once; returns before the answer is on its way. */
  void send(Response response);

  /** Whether the client has an answer of which it has not read all. */
  boolean isBeingRead();

  /** Whether that is so although the client has had a second for it. */
  boolean isReadSlowly();

  /** The address that the client has. */
  InetAddress client();

  /** Ends the connection without an answer. */
  void breakOff();

  /** Has {@code action} run once the connection has ended, whatever ended it. */
  void whenEnded(Runnable action);
}
