package dev.taskworkers.simulation.scenarios.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The tasks of one ordering key: they go to one pod at a time, and run one after the other. */
final class KeyLine {
  private final Deque<Task> waiting = new ArrayDeque<>();
  private Optional<SimulatedPod> holder = Optional.empty();

  void add(Task task) {
    waiting.addLast(task);
  }

  void addAgain(Task task) {
    waiting.addFirst(task);
  }

  /** Hands tasks out while the pod that has the key, or else any pod, has a slot for them. */
  void deliver(Fleet fleet, double now) {
    holder = holder.filter(pod -> pod.holds(this));
    while (!waiting.isEmpty()) {
      var pod = holder.isPresent() ? holder.filter(p -> p.canTake(now)) : fleet.nextFree(now);
      if (pod.isEmpty()) {
        return;
      }
      holder = pod;
      fleet.give(waiting.removeFirst(), Optional.of(this), pod.get(), now);
    }
  }

  int size() {
    return waiting.size();
  }
}
