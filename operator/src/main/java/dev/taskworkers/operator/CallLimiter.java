// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import com.google.common.util.concurrent.AsyncCallable;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Lets some calls be under way at once while the others wait in line, without a thread that waits
 * for any: a new leader with a thousand pools has all its doorbells within seconds, and Pub/Sub is
 * not asked a thousand things at once. Each tenant has a line of its own, and lines take turns, so
 * that calls of one which never end hold up no other's.
 */
public final class CallLimiter {
  private final int atOnce;
  private final int ofEach;
  private final Executor executor;

  /** Of tenants that have calls; who began a call last is last. */
  private final Map<String, Line> lines = new LinkedHashMap<>();

  private int underWay;

  private static final class Line {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int underWay;
  }

  /**
   * @param atOnce calls that may be under way
   * @param ofEach those of one tenant
   * @param executor begins a call whose turn has come
   */
  public CallLimiter(int atOnce, int ofEach, Executor executor) {
    this.atOnce = atOnce;
    this.ofEach = ofEach;
    this.executor = executor;
  }

  /**
   * The result of {@code call}, which is begun in its turn.
   *
   * @param tenant on whose behalf it is made
   */
  public <T> ListenableFuture<T> take(String tenant, AsyncCallable<T> call) {
    var result = SettableFuture.<T>create();
    synchronized (this) {
      lines
          .computeIfAbsent(tenant, absent -> new Line())
          .waiting
          .add(() -> begin(tenant, call, result));
    }
    next();
    return result;
  }

  private <T> void begin(String tenant, AsyncCallable<T> call, SettableFuture<T> result) {
    var begun = Futures.submitAsync(call, MoreExecutors.directExecutor());
    result.setFuture(begun);
    begun.addListener(() -> over(tenant), MoreExecutors.directExecutor());
  }

  private void over(String tenant) {
    synchronized (this) {
      underWay--;
      var line = lines.get(tenant);
      line.underWay--;
      if (line.underWay == 0 && line.waiting.isEmpty()) {
        lines.remove(tenant);
      }
    }
    next();
  }

  private void next() {
    var turn = turn();
    try {
      turn.ifPresent(executor::execute);
    } catch (RejectedExecutionException e) {
      // The operator stops, and nobody waits for the result.
    }
  }

  private synchronized Optional<Runnable> turn() {
    if (underWay >= atOnce) {
      return Optional.empty();
    }
    var next =
        lines.entrySet().stream()
            .filter(tenant -> !tenant.getValue().waiting.isEmpty())
            .filter(tenant -> tenant.getValue().underWay < ofEach)
            .findFirst();
    next.ifPresent(
        tenant -> {
          underWay++;
          lines.remove(tenant.getKey());
          lines.put(tenant.getKey(), tenant.getValue());
          tenant.getValue().underWay++;
        });
    return next.map(tenant -> tenant.getValue().waiting.remove());
  }
}
