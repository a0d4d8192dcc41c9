package dev.taskworkers.simulation.scenarios.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The messages that are not acknowledged, and in which order they are handed out. */
final class Subscription {
  private final List<Task> published = new ArrayList<>();
  private final Deque<Task> waiting = new ArrayDeque<>();
  private final Map<String, KeyLine> lines = new LinkedHashMap<>();
  private int firstNotDone;
  private int undelivered;

  void publish(Task task) {
    published.add(task);
    undelivered++;
    task.key().map(this::line).ifPresentOrElse(line -> line.add(task), () -> waiting.add(task));
  }

  /** What was given back, or whose lease has ended, goes before those that never ran. */
  void returned(Task task) {
    task.key()
        .map(this::line)
        .ifPresentOrElse(line -> line.addAgain(task), () -> waiting.addFirst(task));
  }

  private KeyLine line(String key) {
    return lines.computeIfAbsent(key, name -> new KeyLine());
  }

  void acknowledged() {
    undelivered--;
  }

  /** Hands out what can be handed out. */
  void serve(Fleet fleet, double now) {
    while (!waiting.isEmpty()) {
      var pod = fleet.nextFree(now);
      if (pod.isEmpty()) {
        return;
      }
      fleet.give(waiting.removeFirst(), Optional.empty(), pod.get(), now);
    }
    lines.values().forEach(line -> line.deliver(fleet, now));
  }

  /** Tasks that could be handed out if there were a slot for them. */
  int waiting() {
    return waiting.size() + lines.values().stream().mapToInt(KeyLine::size).sum();
  }

  /** Messages not acknowledged. */
  int undelivered() {
    return undelivered;
  }

  /** The age of the oldest message that is not acknowledged, seconds; 0 without one. */
  double oldestAge(double now) {
    while (firstNotDone < published.size() && published.get(firstNotDone).isDone()) {
      firstNotDone++;
    }
    return undelivered == 0 ? 0 : now - published.get(firstNotDone).publishedAt();
  }

  /** All that were ever published, in that order. */
  List<Task> published() {
    return published;
  }
}
