package dev.taskworkers.worker.work;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets tasks of one ordering key run one at a time, in the order they came, while tasks of other
 * keys go on. When one comes back later, what was already on its way behind it is refused, until it
 * is here again or {@link #open} says that nothing can be on its way any more. Belongs to the loop.
 */
public final class KeyLines {
  /** By key, what waits behind the task that runs. */
  private final Map<String, Deque<Held>> lines = new HashMap<>();

  /** By key, the id of the task that comes back. */
  private final Map<String, String> shut = new HashMap<>();

  private int waiting;

  /** What is to be done with a task that has arrived. */
  public enum Entry {
    BEGINS,
    WAITS,
    COMES_TOO_EARLY
  }

  public Entry enter(Held task) {
    if (task.key().isEmpty()) {
      return Entry.BEGINS;
    }
    var expected = shut.getOrDefault(task.key(), task.delivery().task().id());
    if (!expected.equals(task.delivery().task().id())) {
      return Entry.COMES_TOO_EARLY;
    }
    shut.remove(task.key());
    var line = lines.get(task.key());
    if (line == null) {
      lines.put(task.key(), new ArrayDeque<>());
      return Entry.BEGINS;
    }
    line.add(task);
    waiting++;
    return Entry.WAITS;
  }

  /** The running task of {@code key} is done: the next one of the key, which may begin now. */
  public Optional<Held> next(String key) {
    var line = lines.get(key);
    if (line == null) {
      return Optional.empty();
    }
    var next = Optional.ofNullable(line.poll());
    next.ifPresentOrElse(task -> waiting--, () -> lines.remove(key));
    return next;
  }

  /** The running task of {@code key} comes back later: what waited must not overtake it. */
  public List<Held> breakUp(String key, String id) {
    shut.put(key, id);
    var line = lines.remove(key);
    if (line == null) {
      return List.of();
    }
    waiting -= line.size();
    return List.copyOf(line);
  }

  /** The task {@code id} is not expected here any more. */
  public void open(String key, String id) {
    shut.remove(key, id);
  }

  /** Everything that waits, taken out. */
  public List<Held> clear() {
    var all = new ArrayList<Held>();
    lines.values().forEach(all::addAll);
    lines.values().forEach(Deque::clear);
    waiting = 0;
    return all;
  }

  /** Takes one out that waits. */
  public void remove(Held task) {
    var line = lines.get(task.key());
    if (line != null && line.remove(task)) {
      waiting--;
    }
  }

  /** Distinct keys of the tasks in hand. */
  public int active() {
    return lines.size();
  }

  public int waiting() {
    return waiting;
  }
}
