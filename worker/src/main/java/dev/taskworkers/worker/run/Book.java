package dev.taskworkers.worker.run;

import dev.taskworkers.worker.lease.Lease;
import dev.taskworkers.worker.work.Held;
import dev.taskworkers.worker.work.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The book of every task in hand and of its state. Belongs to the loop. */
final class Book {
  private final Map<String, Held> tasks = new HashMap<>();
  private int inLine;

  void enter(Held task) {
    tasks.put(task.lease().ackId(), task);
  }

  Optional<Held> find(String ackId) {
    return Optional.ofNullable(tasks.get(ackId));
  }

  Held get(Lease lease) {
    return tasks.get(lease.ackId());
  }

  /** The task is now in another state. */
  void is(Held task, State next) {
    if (task.state() instanceof State.InLine) {
      inLine--;
    }
    if (next instanceof State.InLine) {
      inLine++;
    }
    task.is(next);
  }

  /** The task is in hand no more. */
  void strike(Held task) {
    is(task, State.LEFT);
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
    return tasks.values().stream().map(Held::lease).toList();
  }

  /** How many tasks are in each state. */
  Census count() {
    return Census.of(tasks.values());
  }
}
