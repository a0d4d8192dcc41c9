package dev.taskworkers.operator.workers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs asynchronous calls, so many at once and the others in their turn; safe for threads. */
final class Lanes {
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int free;

  Lanes(int atOnce) {
    free = atOnce;
  }

  /** Begins {@code call} when a lane is free; the result is the call's. */
  <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> call) {
    var result = new CompletableFuture<T>();
    enter(
        () ->
            call.get()
                .whenComplete(
                    (value, problem) -> {
                      leave();
                      if (problem == null) {
                        result.complete(value);
                      } else {
                        result.completeExceptionally(problem);
                      }
                    }));
    return result;
  }

  private void enter(Runnable start) {
    synchronized (this) {
      if (free == 0) {
        waiting.add(start);
        return;
      }
      free--;
    }
    start.run();
  }

  private void leave() {
    Runnable next;
    synchronized (this) {
      if (waiting.isEmpty()) {
        free++;
        return;
      }
      next = waiting.remove();
    }
    next.run();
  }
}
