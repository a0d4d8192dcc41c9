// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Loop;
import dev.taskworkers.runtime.Moment;
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
  private final TaskRegistry book;
  private final Loop loop;
  private final OrderingKeyQueues keys = new OrderingKeyQueues();
  private final BackoffQueue rests;
  private final Deque<LeasedTask> ready = new ArrayDeque<>();

  /**
   * @param rested hears of each task whose rest is over
   */
  WaitingRoom(TaskRegistry book, Loop loop, Consumer<LeasedTask> rested) {
    this.book = book;
    this.loop = loop;
    rests = new BackoffQueue(loop, rested);
  }

  OrderingKeyQueues keys() {
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
  Optional<LeasedTask> lineUp(LeasedTask task) {
    var earlier = keys.enter(task, loop.moment());
    task.become(TaskState.Plain.IN_LINE);
    moveOn(task.key());
    return earlier;
  }

  /** Whoever is the next of {@code key} may begin. */
  void moveOn(String key) {
    keys.next(key).ifPresent(this::makeReady);
  }

  void makeReady(LeasedTask task) {
    task.become(new TaskState.Ready(loop.moment()));
    ready.add(task);
  }

  /** The task waits here for its next run. */
  void rest(LeasedTask task, Duration time) {
    task.become(TaskState.Plain.RESTING);
    rests.begin(task, time);
  }

  LeasedTask nextReady() {
    return ready.poll();
  }

  /** The next one that has been ready since {@code limit} or longer, taken out. */
  Optional<LeasedTask> readySince(Moment limit) {
    var first = ready.peek();
    return first != null
            && first.state() instanceof TaskState.Ready waits
            && !waits.since().isAfter(limit)
        ? Optional.of(ready.poll())
        : Optional.empty();
  }

  /** Takes out a task that is ready or rests; it keeps its place in its line. */
  void takeOut(LeasedTask task) {
    if (task.state() instanceof TaskState.Ready) {
      ready.remove(task);
    } else if (task.state() == TaskState.Plain.RESTING) {
      rests.end(task);
    }
  }

  /** All that rest, taken out. */
  List<BackoffQueue.Rest> clearRests() {
    return rests.clear();
  }

  /** Everything else that waits, with each key's tasks in order. */
  List<LeasedTask> clear() {
    var all = new ArrayList<LeasedTask>(ready);
    ready.clear();
    all.addAll(keys.allWaiting());
    return all;
  }
}
