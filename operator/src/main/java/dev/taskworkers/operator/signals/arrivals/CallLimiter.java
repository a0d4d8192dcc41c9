package dev.taskworkers.operator.signals.arrivals;

import com.google.common.util.concurrent.AsyncCallable;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Lets some calls be under way at once while the others wait in line, without a thread that waits
 * for any: a new leader with a thousand pools has all its doorbells within seconds, and Pub/Sub is
 * not asked a thousand things at once.
 */
final class CallLimiter {
  private final int atOnce;
  private final Executor executor;
  private final Deque<Runnable> line = new ArrayDeque<>();
  private int underWay;

  /**
   * @param executor begins a call whose turn has come
   */
  public CallLimiter(int atOnce, Executor executor) {
    this.atOnce = atOnce;
    this.executor = executor;
  }

  /** The result of {@code call}, which is begun in its turn. */
  <T> ListenableFuture<T> take(AsyncCallable<T> call) {
    var result = SettableFuture.<T>create();
    synchronized (this) {
      line.add(() -> begin(call, result));
    }
    next();
    return result;
  }

  private <T> void begin(AsyncCallable<T> call, SettableFuture<T> result) {
    var begun = Futures.submitAsync(call, MoreExecutors.directExecutor());
    result.setFuture(begun);
    begun.addListener(this::over, MoreExecutors.directExecutor());
  }

  private void over() {
    synchronized (this) {
      underWay--;
    }
    next();
  }

  private void next() {
    Runnable turn;
    synchronized (this) {
      if (underWay >= atOnce || line.isEmpty()) {
        return;
      }
      underWay++;
      turn = line.remove();
    }
    try {
      executor.execute(turn);
    } catch (RejectedExecutionException e) {
      // The operator stops, and nobody waits for the result.
    }
  }
}
