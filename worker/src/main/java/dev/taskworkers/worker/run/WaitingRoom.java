package dev.taskworkers.worker.run;

import dev.taskworkers.worker.time.Loop;
import dev.taskworkers.worker.time.Moment;
import dev.taskworkers.worker.work.Held;
import dev.taskworkers.worker.work.KeyLines;
import dev.taskworkers.worker.work.Rests;
import dev.taskworkers.worker.work.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The tasks in hand that do not run: in line for their ordering key, at rest after a failed run, or
 * ready to begin. Belongs to the loop.
 */
final class WaitingRoom {
  private final Book book;
  private final Loop loop;
  private final KeyLines keys = new KeyLines();
  private final Rests rests;
  private final Deque<Held> ready = new ArrayDeque<>();

  /**
   * @param rested hears of each task whose rest is over
   */
  WaitingRoom(Book book, Loop loop, Consumer<Held> rested) {
    this.book = book;
    this.loop = loop;
    rests = new Rests(loop, rested);
  }

  KeyLines keys() {
    return keys;
  }

  /** Tasks that begin as soon as they may. */
  int ready() {
    return ready.size();
  }

  int resting() {
    return rests.size();
  }

  int size() {
    return book.inLine() + ready.size() + rests.size();
  }

  /**
   * A task with an ordering key stands in its line.
   *
   * @return an earlier delivery of it that waited there, and is void
   */
  Optional<Held> lineUp(Held task) {
    var earlier = keys.enter(task, loop.moment());
    book.is(task, State.IN_LINE);
    moveOn(task.key());
    return earlier;
  }

  /** Whoever is the next of {@code key} may begin. */
  void moveOn(String key) {
    keys.next(key).ifPresent(this::makeReady);
  }

  void makeReady(Held task) {
    book.is(task, new State.Ready(loop.moment()));
    ready.add(task);
  }

  /** The task waits here for its next run. */
  void rest(Held task, Duration time) {
    book.is(task, State.RESTING);
    rests.begin(task, time);
  }

  Held nextReady() {
    return ready.poll();
  }

  /** The next one that has been ready since {@code limit} or longer, taken out. */
  Optional<Held> readySince(Moment limit) {
    var first = ready.peek();
    return first != null
            && first.state() instanceof State.Ready waits
            && !waits.since().isAfter(limit)
        ? Optional.of(ready.poll())
        : Optional.empty();
  }

  /** Takes out a task that is ready or rests; it keeps its place in its line. */
  void takeOut(Held task) {
    if (task.state() instanceof State.Ready) {
      ready.remove(task);
    } else if (task.state() instanceof State.Resting) {
      rests.end(task);
    }
  }

  /** Everything that waits, with each key's tasks in order. */
  List<Held> clear() {
    var all = new ArrayList<Held>(ready);
    ready.clear();
    all.addAll(rests.clear());
    all.addAll(keys.allWaiting());
    return all;
  }
}
