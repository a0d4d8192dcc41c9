// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import java.io.IOException;
import java.net.Socket;

/** Hands on what two ends say to each other, until one of them is closed. */
final class Wire {
  private Wire() {}

  static void between(Socket one, Socket other) {
    copy(one, other);
    copy(other, one);
  }

  private static void copy(Socket from, Socket to) {
    var thread =
        new Thread(
            () -> {
              try {
                from.getInputStream().transferTo(to.getOutputStream());
              } catch (IOException e) {
                // One of them is closed: the test is over.
              }
            },
            "wire");
    thread.setDaemon(true);
    thread.start();
  }
}
