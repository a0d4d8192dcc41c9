// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves all connections on one thread, so that a client that sends or reads slowly costs a little
 * memory and no thread. Of too many, the one that has been idle longest makes room for a new one.
 */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int CONNECTIONS = 256;
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final Duration LOOK = Duration.ofMillis(250);

  /** After a connection that could not be accepted, for instance because files have run out. */
  private static final Duration BREATH = Duration.ofMillis(10);

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Set<Connection> connections = new LinkedHashSet<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Consumer<Exchange> handler;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final int port;
  private final LongSupplier nanos;
  private final Thread thread;
  private volatile boolean closed;

  private Listener(
      Selector selector, ServerSocketChannel server, Consumer<Exchange> handler, LongSupplier nanos)
      throws IOException {
    this.selector = selector;
    this.server = server;
    this.handler = handler;
    this.nanos = nanos;
    this.port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    this.thread = DaemonThreads.of("health-connections", this::run);
  }

  /**
   * Listens on {@code address}; port 0 takes a free one.
   *
   * @param handler gets each request that is whole, on the thread of all connections: it must not
   *     block
   */
  public static Listener open(InetSocketAddress address, Consumer<Exchange> handler)
      throws IOException {
    return open(address, handler, System::nanoTime);
  }

  static Listener open(InetSocketAddress address, Consumer<Exchange> handler, LongSupplier nanos)
      throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("the host is not known");
    }
    var server = ServerSocketChannel.open();
    try {
      server.bind(address, CONNECTIONS);
      server.configureBlocking(false);
      var selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
      var listener = new Listener(selector, server, handler, nanos);
      listener.thread.start();
      return listener;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  private void run() {
    while (!closed) {
      try {
        turn();
      } catch (IOException | RuntimeException | Error e) {
        // All probes are answered on this thread, so that it must go on.
        tell("connections can't be watched; the process tries again", e);
        breathe();
      }
    }
    runTasks();
    connections.forEach(Connection::end);
    closeAll();
  }

  private void turn() throws IOException {
    // From before the look: where this process stood still, what has come meanwhile is not late.
    var lookedAt = nanos.getAsLong();
    selector.select(this::proceed, connections.isEmpty() ? 0 : LOOK.toMillis());
    runTasks();
    connections.stream().filter(c -> c.isOverdue(lookedAt)).forEach(Connection::end);
    connections.removeIf(Connection::hasEnded);
  }

  /** Each by itself: what waits for the end of one answer has nothing to do with the others. */
  private void runTasks() {
    for (var task = tasks.poll(); task != null; task = tasks.poll()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        tell("an answer failed unexpectedly", e);
      }
    }
  }

  /** Where memory has run out, it may be missing for this, too. */
  private static void tell(String what, Throwable problem) {
    try {
      LOG.error(what, problem);
    } catch (RuntimeException | Error e) {
      breathe();
    }
  }

  private void proceed(SelectionKey key) {
    if (key.attachment() instanceof Connection connection) {
      try {
        connection.proceed(buffer, nanos.getAsLong());
      } catch (IOException | CancelledKeyException e) {
        connection.end();
      } catch (RuntimeException | Error e) {
        connection.end();
        tell("a request failed unexpectedly", e);
      }
    } else {
      accept();
    }
  }

  private void accept() {
    try {
      var channel = server.accept();
      if (channel == null) {
        return;
      }
      if (connections.size() >= CONNECTIONS && !makeRoom()) {
        channel.close();
        return;
      }
      channel.configureBlocking(false);
      var key = channel.register(selector, SelectionKey.OP_READ);
      var connection = new Connection(channel, key, this::execute, handler, nanos);
      key.attach(connection);
      connections.add(connection);
    } catch (IOException e) {
      LOG.debug("the health port could not accept a connection: {}", e.getMessage());
      makeRoom();
      breathe();
    }
  }

  private boolean makeRoom() {
    var oldest = connections.stream().filter(Connection::isIdle).findFirst();
    oldest.ifPresent(
        connection -> {
          connection.end();
          connections.remove(connection);
        });
    return oldest.isPresent();
  }

  private static void breathe() {
    LockSupport.parkNanos(BREATH.toNanos());
  }

  private void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  private void closeAll() {
    try {
      server.close();
      selector.close();
    } catch (IOException e) {
      LOG.debug("the health port did not close: {}", e.getMessage());
    }
  }

  /** Ends all connections; what is already answered is sent as far as it goes at once. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      TimeUnit.SECONDS.timedJoin(thread, 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
