// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import com.google.common.util.concurrent.AsyncCallable;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Lets some calls be under way at once while the others wait in line, without a thread that waits
 * for any: a new leader with a thousand pools has all its doorbells within seconds, and Pub/Sub is
 * not asked a thousand things at once. Each tenant has a line of its own, and lines take turns, so
 * that calls of one which never end hold up no other's.
 */
public final class CallLimiter {
  private final Seats seats;
  private final int room;
  private final Executor executor;

  /** Of tenants whose calls wait; who began a call last is last. */
  private final Map<String, Queue<Call<?>>> lines = new LinkedHashMap<>();

  private int waiting;

  private record Call<T>(AsyncCallable<T> asked, SettableFuture<T> result) {
    /**
     * @param over is run when it has ended
     */
    void begin(Runnable over) {
      var begun = begun();
      result.setFuture(begun);
      begun.addListener(over, MoreExecutors.directExecutor());
    }

    private ListenableFuture<T> begun() {
      try {
        return asked.call();
      } catch (Exception | Error e) {
        return Futures.immediateFailedFuture(e);
      }
    }
  }

  private record Turn(Call<?> call, Seats.Seat seat) {}

  /**
   * With room for all that wait.
   *
   * @param atOnce calls that may be under way
   * @param ofEach those of one tenant
   * @param executor begins a call whose turn has come
   */
  public CallLimiter(int atOnce, int ofEach, Executor executor) {
    this(new Seats(atOnce, ofEach), Integer.MAX_VALUE, executor);
  }

  /**
   * @param seats of calls that are under way
   * @param room for calls that wait; whose calls do has to leave as much as they take
   * @param executor begins a call whose turn has come
   */
  public CallLimiter(Seats seats, int room, Executor executor) {
    this.seats = seats;
    this.room = room;
    this.executor = executor;
  }

  /**
   * The result of {@code call}, which is begun in its turn; a failure where there is no room for
   * it, or no thread.
   *
   * @param tenant on whose behalf it is made
   */
  public <T> ListenableFuture<T> take(String tenant, AsyncCallable<T> call) {
    var result = SettableFuture.<T>create();
    if (!waits(tenant, new Call<>(call, result))) {
      return Futures.immediateFailedFuture(
          new RejectedExecutionException("too many calls of " + tenant + " wait"));
    }
    next();
    return result;
  }

  private synchronized boolean waits(String tenant, Call<?> call) {
    var line = lines.getOrDefault(tenant, new ArrayDeque<>());
    if (line.size() >= room - waiting) {
      return false;
    }
    line.add(call);
    waiting++;
    lines.putIfAbsent(tenant, line);
    return true;
  }

  /** Who has just shown that his calls end may have more than one of them begun. */
  private void next() {
    for (var turn = turn(); turn.isPresent(); turn = turn()) {
      begin(turn.get());
    }
  }

  private void begin(Turn turn) {
    try {
      executor.execute(() -> turn.call().begin(() -> over(turn.seat())));
    } catch (RejectedExecutionException e) {
      // The operator stops, and nobody waits for the result.
      turn.seat().leave();
    } catch (OutOfMemoryError e) {
      // There is no thread to be had.
      turn.seat().leave();
      turn.call().result().setException(e);
    }
  }

  private void over(Seats.Seat seat) {
    seat.leave();
    next();
  }

  private synchronized Optional<Turn> turn() {
    if (!seats.someAreFree()) {
      return Optional.empty();
    }
    for (var line : lines.entrySet()) {
      var seat = seats.take(line.getKey());
      if (seat.isPresent()) {
        return Optional.of(new Turn(next(line.getKey(), line.getValue()), seat.get()));
      }
    }
    return Optional.empty();
  }

  private Call<?> next(String tenant, Queue<Call<?>> line) {
    var call = line.remove();
    waiting--;
    lines.remove(tenant);
    if (!line.isEmpty()) {
      lines.put(tenant, line);
    }
    return call;
  }
}
