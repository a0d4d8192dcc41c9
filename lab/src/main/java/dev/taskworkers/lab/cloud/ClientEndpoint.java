package dev.taskworkers.lab.cloud;

import io.grpc.Server;

/** A Pub/Sub port of one client; all deliveries through it carry the client's name. */
public final class ClientEndpoint implements AutoCloseable {
  private final String client;
  private final Server server;

  ClientEndpoint(String client, Server server) {
    this.client = client;
    this.server = server;
  }

  public String client() {
    return client;
  }

  public int port() {
    return server.getPort();
  }

  /** Breaks the client's connections. What it holds stays leased until it expires. */
  @Override
  public void close() {
    server.shutdownNow();
  }
}
