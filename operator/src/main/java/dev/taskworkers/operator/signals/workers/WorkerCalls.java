// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.runtime.DaemonThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;

/**
 * Exchanges with workers, on one thread. A large installation has thousands each second, each with
 * another worker: a thread for each that is open costs half as much processor time again, and the
 * JDK's asynchronous client twice as much (0.46 in place of 0.22 ms for a question, 500 workers,
 * JDK 25), with 50 kB of heap for each worker whose connection it keeps.
 */
final class WorkerCalls implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * 1024;

  /** How long after its end a call that gets no answer is given up at the latest. */
  private static final Duration LOOK = Duration.ofMillis(20);

  /** For a selector. */
  private static final long NO_TIMEOUT = 0;

  private final Deque<WorkerCall> waiting = new ConcurrentLinkedDeque<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final int atOnce;
  private final Duration within;
  private final Selector selector;
  private final Thread thread;
  private int open;
  private volatile boolean closed;

  /**
   * @param atOnce calls that are open; the others have their turns
   * @param within the time from the connection to the last byte
   */
  WorkerCalls(int atOnce, Duration within) {
    this.atOnce = atOnce;
    this.within = within;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("workers can't be asked", e);
    }
    thread = DaemonThreads.of("workers", this::run);
    thread.start();
  }

  /** Has {@code call} made; what follows its body runs on that thread and must not block. */
  CompletableFuture<byte[]> send(WorkerCall call) {
    waiting.addLast(call);
    return wake(call);
  }

  /** Has {@code call} made before all that wait, like {@link #send} otherwise. */
  CompletableFuture<byte[]> sendNext(WorkerCall call) {
    waiting.addFirst(call);
    return wake(call);
  }

  private CompletableFuture<byte[]> wake(WorkerCall call) {
    if (Thread.currentThread() != thread) {
      selector.wakeup();
    }
    return call.body();
  }

  private void run() {
    var looked = System.nanoTime();
    while (!closed) {
      proceed();
      while (canBegin()) {
        begin(waiting.remove());
      }
      var now = System.nanoTime();
      if (now - looked >= LOOK.toNanos()) {
        looked = now;
        openCalls().forEach(call -> call.expire(now));
      }
    }
    Stream.concat(openCalls(), waiting.stream())
        .forEach(call -> call.fail(new IOException("the operator ends")));
    closeSelector();
  }

  private boolean canBegin() {
    return open < atOnce && !waiting.isEmpty();
  }

  private void begin(WorkerCall call) {
    open++;
    var unused = call.body().whenComplete((body, problem) -> open--);
    call.begin(selector, System.nanoTime() + within.toNanos());
  }

  /** Sleeps until a connection is ready, a call comes, or it is time to look for late answers. */
  private void proceed() {
    try {
      if (canBegin()) {
        selector.selectNow(this::proceed);
      } else {
        selector.select(this::proceed, open == 0 ? NO_TIMEOUT : LOOK.toMillis());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("workers can't be asked any more", e);
    }
  }

  private void proceed(SelectionKey key) {
    ((WorkerCall) key.attachment()).proceed(key, buffer);
  }

  private Stream<WorkerCall> openCalls() {
    return selector.keys().stream()
        .filter(SelectionKey::isValid)
        .map(key -> (WorkerCall) key.attachment());
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException("connections to workers can't be closed", e);
    }
  }

  /** Gives up what is open, and takes no more. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }
}
