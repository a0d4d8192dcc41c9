package dev.taskworkers.worker.loop;

import dev.taskworkers.worker.execution.Lease;
import dev.taskworkers.worker.execution.LeasedTask;
import dev.taskworkers.worker.execution.TaskState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The book of every task in hand and of its state. Belongs to the loop. */
final class TaskRegistry {
  private final Map<String, LeasedTask> tasks = new HashMap<>();
  private int inLine;

  void enter(LeasedTask task) {
    tasks.put(task.lease().ackId(), task);
  }

  Optional<LeasedTask> find(String ackId) {
    return Optional.ofNullable(tasks.get(ackId));
  }

  LeasedTask get(Lease lease) {
    return tasks.get(lease.ackId());
  }

  /** The task is now in another state. */
  void is(LeasedTask task, TaskState next) {
    if (task.state() instanceof TaskState.InLine) {
      inLine--;
    }
    if (next instanceof TaskState.InLine) {
      inLine++;
    }
    task.is(next);
  }

  /** The task is in hand no more. */
  void strike(LeasedTask task) {
    is(task, TaskState.LEFT);
    tasks.remove(task.lease().ackId());
  }

  int size() {
    return tasks.size();
  }

  /** Tasks that wait for their ordering key. */
  int inLine() {
    return inLine;
  }

  List<Lease> leases() {
    return tasks.values().stream().map(LeasedTask::lease).toList();
  }

  /** How many tasks are in each state. */
  StateCounts count() {
    return StateCounts.of(tasks.values());
  }
}
