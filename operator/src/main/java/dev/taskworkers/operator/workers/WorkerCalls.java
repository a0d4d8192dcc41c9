package dev.taskworkers.operator.workers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Exchanges with workers, all of them on one thread. A large installation has thousands each
 * second, each with another worker: a thread for each that is open costs half as much processor
 * time again, and a general client more than twice.
 */
final class WorkerCalls implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * 1024;

  /** How long after its end a call that gets no answer is given up at the latest. */
  private static final Duration LOOK = Duration.ofMillis(20);

  /** For a selector. */
  private static final long FOR_EVER = 0;

  private final Queue<WorkerCall> waiting = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Duration within;
  private final Selector selector;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param within the time from the connection to the last byte
   */
  WorkerCalls(Duration within) {
    this.within = within;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("workers can't be asked", e);
    }
    thread = new Thread(this::run, "workers");
    thread.setDaemon(true);
    thread.start();
  }

  /** Begins {@code call}; what follows its body runs on the thread of all, and must not block. */
  CompletableFuture<byte[]> send(WorkerCall call) {
    waiting.add(call);
    if (Thread.currentThread() != thread) {
      selector.wakeup();
    }
    return call.body();
  }

  private void run() {
    var looked = System.nanoTime();
    while (!closed) {
      proceed();
      for (var call = waiting.poll(); call != null; call = waiting.poll()) {
        call.begin(selector, System.nanoTime() + within.toNanos());
      }
      var now = System.nanoTime();
      if (now - looked >= LOOK.toNanos()) {
        looked = now;
        open().forEach(call -> call.expire(now));
      }
    }
    Stream.concat(open(), waiting.stream())
        .forEach(call -> call.fail(new IOException("the operator ends")));
    proceed();
  }

  /** Sleeps until a connection is ready, a call comes, or it is time to look for late answers. */
  private void proceed() {
    var millis = selector.keys().isEmpty() ? FOR_EVER : LOOK.toMillis();
    try {
      if (closed || !waiting.isEmpty()) {
        selector.selectNow(this::proceed);
      } else {
        selector.select(this::proceed, millis);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("workers can't be asked any more", e);
    }
  }

  private void proceed(SelectionKey key) {
    ((WorkerCall) key.attachment()).proceed(key, buffer);
  }

  private Stream<WorkerCall> open() {
    return selector.keys().stream()
        .filter(SelectionKey::isValid)
        .map(key -> (WorkerCall) key.attachment());
  }

  /** Gives up what is open. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }
}
