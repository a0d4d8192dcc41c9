// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import io.grpc.Server;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A port of one client; all deliveries through one of Pub/Sub carry the client's name. */
public final class ClientEndpoint implements AutoCloseable {
  private static final Duration TO_BREAK = Duration.ofSeconds(5);

  private final Server server;

  ClientEndpoint(Server server) {
    this.server = server;
  }

  public int port() {
    return server.getPort();
  }

  /** Breaks the client's connections. What it holds stays leased until it expires. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      // A stream that does not know yet that it is broken would take one more message with it.
      server.awaitTermination(TO_BREAK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
