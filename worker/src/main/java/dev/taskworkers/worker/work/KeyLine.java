package dev.taskworkers.worker.work;

import dev.taskworkers.worker.time.Moment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tasks of one ordering key: the one whose turn it is, and those behind it in their order. */
final class KeyLine {
  /** By message id, so that a delivery takes the place of an earlier one of the same task. */
  private final Map<String, Held> behind = new LinkedHashMap<>();

  /** Runs that go on although their task is not ours any more. */
  private final Set<Work> strays = new HashSet<>();

  private Held head;
  private boolean begun;

  /** The id of the task that Pub/Sub delivers again and that must come before others; or null. */
  private String awaited;

  private Moment awaitedUntil;
  private boolean othersWait;

  /** Whether it has a task or a run, or awaits a task. */
  boolean isEmpty() {
    return !isActive() && awaited == null;
  }

  boolean isActive() {
    return head != null || !behind.isEmpty() || !strays.isEmpty();
  }

  int waiting() {
    return behind.size() + (head != null && !begun ? 1 : 0);
  }

  boolean holds(Held task) {
    return head == task || behind.get(task.task().id()) == task;
  }

  /** An earlier delivery of the same task, which waits. */
  Optional<Held> earlier(Held task) {
    var id = task.task().id();
    return head != null && !begun && head.task().id().equals(id)
        ? Optional.of(head)
        : Optional.ofNullable(behind.get(id));
  }

  void replace(Held earlier, Held task) {
    if (head == earlier) {
      head = task;
    } else {
      behind.put(task.task().id(), task);
    }
  }

  KeyLines.Entry enter(Held task) {
    var id = task.task().id();
    if (strays.stream().anyMatch(Work::stuck)) {
      return KeyLines.Entry.KEY_IS_STUCK;
    }
    if (id.equals(awaited)) {
      awaited = null;
      if (head == null) {
        head = task;
        begun = false;
        return KeyLines.Entry.WAITS;
      }
    } else if (awaited != null && !othersWait) {
      return KeyLines.Entry.COMES_TOO_EARLY;
    }
    if (head == null && behind.isEmpty() && awaited == null) {
      head = task;
      begun = false;
    } else {
      behind.put(id, task);
    }
    return KeyLines.Entry.WAITS;
  }

  /** The task that may begin now, once for each. */
  Optional<Held> next() {
    if (!strays.isEmpty()) {
      return Optional.empty();
    }
    if (head == null && !(awaited != null && othersWait) && !behind.isEmpty()) {
      head = behind.remove(behind.keySet().iterator().next());
      begun = false;
    }
    if (head == null || begun) {
      return Optional.empty();
    }
    begun = true;
    return Optional.of(head);
  }

  /** The head is done, or not ours any more. */
  void leave(Held task) {
    if (head == task) {
      head = null;
    } else {
      behind.remove(task.task().id(), task);
    }
  }

  void stray(Work work) {
    strays.add(work);
  }

  void runEnded(Work work) {
    strays.remove(work);
  }

  /** A task comes again: takes out those behind it, and refuses what is on its way behind it. */
  List<Held> breakUp(Held task, Moment until) {
    var later = new ArrayList<Held>();
    var found = head == task || !behind.containsValue(task);
    for (var other : List.copyOf(behind.values())) {
      if (found) {
        later.add(other);
        behind.remove(other.task().id());
      }
      found |= other == task;
    }
    leave(task);
    awaited = task.task().id();
    awaitedUntil = until;
    othersWait = false;
    later.stream()
        .filter(other -> other.task().id().equals(awaited))
        .findFirst()
        .ifPresent(this::isHere);
    later.remove(head);
    return later;
  }

  /** The awaited task was delivered again before its loss was known. */
  private void isHere(Held again) {
    head = again;
    begun = false;
    awaited = null;
  }

  /** The head comes again by way of Pub/Sub; those behind it wait for it here. */
  void await(Held task, Moment until) {
    leave(task);
    awaited = task.task().id();
    awaitedUntil = until;
    othersWait = true;
  }

  /** Awaits no more what has not come by now; answers those that waited for it. */
  List<Held> giveUpWaiting(Moment now) {
    if (awaited == null || awaitedUntil.isAfter(now)) {
      return List.of();
    }
    awaited = null;
    if (!othersWait) {
      return List.of();
    }
    var all = List.copyOf(behind.values());
    behind.clear();
    return all;
  }

  boolean awaits() {
    return awaited != null;
  }

  /** Everything that waits, taken out, in order; a head that has begun stays. */
  List<Held> clear() {
    var all = new ArrayList<Held>();
    if (head != null && !begun) {
      all.add(head);
      head = null;
    }
    all.addAll(behind.values());
    behind.clear();
    return all;
  }
}
