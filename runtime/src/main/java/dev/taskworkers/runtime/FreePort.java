// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.io.IOException;
import java.net.ServerSocket;

/** Finds a port for a process that has to be told one. */
public final class FreePort {
  private FreePort() {}

  /** One on which nobody listened a moment ago, on any address of this machine. */
  public static int find() throws IOException {
    try (var socket = new ServerSocket(0, 1)) {
      return socket.getLocalPort();
    }
  }
}
