// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.ui.UiServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Shows the demo to browsers on this machine, as the page shows pools of a cluster. */
public final class DemoPage implements DemoView, AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final DemoSource source;
  private final UiServer server;

  private DemoPage(DemoSource source, UiServer server) {
    this.source = source;
    this.server = server;
  }

  /**
   * Listens on a port of 127.0.0.1; 0 takes a free one.
   *
   * @throws UsageException when the port is taken
   */
  public static DemoPage start(int port, DemoOptions options) {
    var source = new DemoSource(options);
    return new DemoPage(source, UiServer.startOpen(port, "--page-port", source, EVERY));
  }

  public URI address() {
    return server.address();
  }

  @Override
  public void begin(Instant start, Supplier<URI> operator) {
    source.begin(start, operator);
  }

  @Override
  public void show(Frame frame) {
    source.add(frame.elapsed(), frame.backlog());
  }

  /** Tells those who watch that the demo is over, and ends. */
  @Override
  public void close() {
    server.close();
  }
}
