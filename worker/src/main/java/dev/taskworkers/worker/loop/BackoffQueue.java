// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Loop;
import dev.taskworkers.runtime.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Tasks that failed and wait here for their next run. Belongs to the loop. */
final class BackoffQueue {
  /** A task that rests, and until when. */
  record Rest(LeasedTask task, Moment until) {
    /** How long it goes on; its end may have passed while the process stood still. */
    Duration left(Moment now) {
      return until.isAfter(now) ? now.until(until) : Duration.ZERO;
    }
  }

  private final Loop loop;
  private final Consumer<LeasedTask> over;

  /** By hand, because a comparator of the JDK's making is linked anew at each start. */
  private final PriorityQueue<Rest> rests =
      new PriorityQueue<>((one, other) -> one.until.compareTo(other.until));

  private Moment wakeAt = Moment.NEVER;
  private Cancellable wake = () -> {};

  /**
   * @param over hears of each task whose rest is over
   */
  BackoffQueue(Loop loop, Consumer<LeasedTask> over) {
    this.loop = loop;
    this.over = over;
  }

  void begin(LeasedTask task, Duration rest) {
    rests.add(new Rest(task, loop.moment().plus(rest)));
    wakeByFirst();
  }

  /** The task rests no more, because it is not ours any more. */
  void end(LeasedTask task) {
    rests.removeIf(rest -> rest.task == task);
  }

  int size() {
    return rests.size();
  }

  /** All that rest, taken out, the first to be due first. */
  List<Rest> clear() {
    var all = new ArrayList<Rest>();
    while (!rests.isEmpty()) {
      all.add(rests.poll());
    }
    return all;
  }

  /** One timer for all of them. */
  private void wakeByFirst() {
    if (!rests.isEmpty() && rests.peek().until.isBefore(wakeAt)) {
      wake.cancel();
      wakeAt = rests.peek().until;
      wake = loop.after(loop.moment().until(wakeAt), this::wakeUp);
    }
  }

  private void wakeUp() {
    wakeAt = Moment.NEVER;
    var now = loop.moment();
    while (!rests.isEmpty() && !rests.peek().until.isAfter(now)) {
      over.accept(rests.poll().task);
    }
    wakeByFirst();
  }
}
