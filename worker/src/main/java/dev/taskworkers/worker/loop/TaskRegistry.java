// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Permit;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The book of every task in hand. Belongs to the loop. */
final class TaskRegistry {
  private final Map<String, LeasedTask> tasks = new HashMap<>();
  private int inLine;
  private final IntConsumer lineChanges = change -> inLine += change;

  /** The task that has arrived; empty: this delivery of it is in hand already. */
  Optional<LeasedTask> enter(Delivery delivery, Permit permit, Moment now) {
    if (tasks.containsKey(delivery.ackId())) {
      permit.release();
      return Optional.empty();
    }
    var task = new LeasedTask(delivery, permit, new Lease(now), lineChanges);
    tasks.put(delivery.ackId(), task);
    return Optional.of(task);
  }

  Optional<LeasedTask> find(String ackId) {
    return Optional.ofNullable(tasks.get(ackId));
  }

  /** The task is in hand no more. */
  void strike(LeasedTask task) {
    task.become(TaskState.Plain.LEFT);
    tasks.remove(task.ackId());
  }

  int size() {
    return tasks.size();
  }

  /** Tasks that wait for their ordering key. */
  int inLine() {
    return inLine;
  }

  /** What is there at any time, not a copy. */
  Collection<LeasedTask> all() {
    return Collections.unmodifiableCollection(tasks.values());
  }

  /** How many tasks each has to look after. */
  Map<TaskState.Keeper, Integer> count() {
    var counts = new EnumMap<TaskState.Keeper, Integer>(TaskState.Keeper.class);
    for (var task : tasks.values()) {
      var keeper = task.state().keeper();
      counts.put(keeper, counts.getOrDefault(keeper, 0) + 1);
    }
    return counts;
  }
}
