// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lets tasks of one ordering key run one at a time, in the order they came, while tasks of other
 * keys go on. A key is shut as long as any run of it goes on here, also one whose task is not ours
 * any more. Belongs to the loop.
 */
final class OrderingKeyQueues {
  private final Map<String, OrderingKeyQueue> lines = new HashMap<>();

  /** Keys whose lines keep places for tasks that have gone back. */
  private final Set<String> keeping = new LinkedHashSet<>();

  /** Keys whose head has ended well, until that is confirmed. */
  private final Set<String> ended = new LinkedHashSet<>();

  /**
   * The task stands in its line.
   *
   * @return an earlier delivery of it that waited there, and is void
   */
  Optional<LeasedTask> enter(LeasedTask task, Moment now) {
    return lines.computeIfAbsent(task.key(), key -> new OrderingKeyQueue()).enter(task, now);
  }

  /** Whether a run of {@code key} was given up and still goes on: nothing may stand in its line. */
  boolean isStuck(String key) {
    var line = lines.get(key);
    return line != null && line.isStuck();
  }

  /** The task goes to others, because its key is stuck; those behind it must not overtake it. */
  void refuse(LeasedTask task) {
    change(task.key(), line -> line.refuse(task));
  }

  /** Another delivery of the same task, which waits. */
  Optional<LeasedTask> other(LeasedTask task) {
    return ask(task.key(), line -> line.other(task), Optional.empty());
  }

  /** Those that wait behind {@code task}, in order; none when it has no place. */
  List<LeasedTask> behind(LeasedTask task) {
    return ask(task.key(), line -> line.behind(task), List.of());
  }

  /** Those of {@code key} that wait for their turn, in order. */
  List<LeasedTask> waitingFor(String key) {
    return ask(key, line -> line.waitingTasks().toList(), List.of());
  }

  /** All that wait for their turn, each key's in order. */
  List<LeasedTask> allWaiting() {
    return lines.values().stream().flatMap(OrderingKeyQueue::waitingTasks).toList();
  }

  /** The task of {@code key} that may begin now; answered once for each. */
  Optional<LeasedTask> next(String key) {
    return ask(key, OrderingKeyQueue::next, Optional.empty());
  }

  /** The task is done as far as we know; its place is its own until Pub/Sub has confirmed that. */
  void ended(LeasedTask task) {
    change(task.key(), line -> line.ended(task));
    ended.add(task.key());
  }

  /** A later delivery of a task takes its place and its turn. */
  LeasedTask giveWay(LeasedTask task) {
    return lines.get(task.key()).giveWay(task);
  }

  /** The task is done: nobody need wait for it. */
  void leave(LeasedTask task) {
    change(task.key(), line -> line.leave(task));
  }

  /** The task is to come again; its place is kept until then. */
  void goAway(LeasedTask task, Moment keptUntil) {
    change(task.key(), line -> line.goAway(task, keptUntil));
  }

  /** Pub/Sub has the task again: its place is kept until then. */
  void isAway(LeasedTask task, Moment keptUntil) {
    change(task.key(), line -> line.isAway(task, keptUntil));
  }

  /** The run goes on although its task is not ours any more. */
  void stray(RunningTask work) {
    lines.computeIfAbsent(work.held().key(), key -> new OrderingKeyQueue()).stray(work);
  }

  /** The run is over. */
  void runEnded(RunningTask work) {
    change(work.held().key(), line -> line.runEnded(work));
  }

  /** Keeps no place any more whose task has not come; answers those that waited for it. */
  List<LeasedTask> giveUpWaiting(Moment now) {
    if (keeping.isEmpty()) {
      return List.of();
    }
    var all = new ArrayList<LeasedTask>();
    for (var key : List.copyOf(keeping)) {
      change(key, line -> all.addAll(line.giveUpWaiting(now)));
    }
    return all;
  }

  private <T> T ask(String key, Function<OrderingKeyQueue, T> question, T otherwise) {
    var line = lines.get(key);
    return line == null ? otherwise : question.apply(line);
  }

  private void change(String key, Consumer<OrderingKeyQueue> change) {
    var line = lines.get(key);
    if (line == null) {
      return;
    }
    change.accept(line);
    if (line.isOver()) {
      lines.remove(key);
    }
    if (line.hasEmptyPlaces()) {
      keeping.add(key);
    } else {
      keeping.remove(key);
    }
  }

  /** Whether tasks wait here for one that Pub/Sub has again and may send at once. */
  boolean awaitAHead() {
    for (var key : keeping) {
      if (lines.get(key).awaitsItsHead()) {
        return true;
      }
    }
    return false;
  }

  /** Tasks that will take the slot of the one before them, which has ended and is not confirmed. */
  int heirs() {
    if (ended.isEmpty()) {
      return 0;
    }
    ended.removeIf(key -> !lines.containsKey(key) || !lines.get(key).headHasEnded());
    return (int) ended.stream().map(lines::get).filter(OrderingKeyQueue::hasHeir).count();
  }

  /** Keys that have a task or a run here. */
  int active() {
    var active = 0;
    for (var line : lines.values()) {
      active += line.isActive() ? 1 : 0;
    }
    return active;
  }

  int waiting() {
    var waiting = 0;
    for (var line : lines.values()) {
      waiting += line.waiting();
    }
    return waiting;
  }
}
