package dev.taskworkers.worker.execution;

import dev.taskworkers.worker.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The places of one ordering key's tasks, in the order in which they are to run. A task that goes
 * back to Pub/Sub leaves an empty place, which its next delivery takes; nobody overtakes that place
 * while the task may still come.
 */
final class OrderingKeyQueue {
  /** Whose turn it is. */
  private enum State {
    /** The first task may begin, if there is one. */
    IDLE,
    /** The first task has its turn, until it is settled. */
    HEAD_HAS_ITS_TURN,
    /** The first place is empty: its task is to come again. */
    AWAITS_ITS_HEAD,
    /** A run goes on whose task is not ours any more; it was told to stop. */
    CLEANS_UP,
    /** Such a run was given up, and may never end. */
    STUCK
  }

  /** One place: its task, or the moment until which it is kept for one that went back. */
  private static final class Place {
    private final Instant published;

    /** Null while it has gone back. */
    private LeasedTask task;

    /** A later delivery of the same task, which takes the place when this one fails or is lost. */
    private LeasedTask again;

    private Moment keptUntil;

    private Place(Instant published) {
      this.published = published;
    }

    private boolean isEmpty() {
      return task == null;
    }

    private Stream<LeasedTask> all() {
      return Stream.of(Optional.ofNullable(task), Optional.ofNullable(again))
          .flatMap(Optional::stream);
    }
  }

  /** By message id. */
  private final Map<String, Place> places = new LinkedHashMap<>();

  /** Runs that go on although their task is not ours any more. */
  private final Set<RunningTask> strays = new HashSet<>();

  /** The task that was told to begin and holds its place until it is settled; or null. */
  private LeasedTask head;

  private boolean headEnded;
  private int empty;

  private State state() {
    if (strays.stream().anyMatch(RunningTask::stuck)) {
      return State.STUCK;
    }
    if (!strays.isEmpty()) {
      return State.CLEANS_UP;
    }
    if (head != null) {
      return State.HEAD_HAS_ITS_TURN;
    }
    return first().filter(Place::isEmpty).isPresent() ? State.AWAITS_ITS_HEAD : State.IDLE;
  }

  private Optional<Place> first() {
    return places.isEmpty() ? Optional.empty() : Optional.of(places.values().iterator().next());
  }

  /** Whether there is nothing to know of it. */
  boolean isOver() {
    return places.isEmpty() && strays.isEmpty();
  }

  /** Whether it has a task or a run here. */
  boolean isActive() {
    return places.size() > empty || !strays.isEmpty();
  }

  boolean hasEmptyPlaces() {
    return empty > 0;
  }

  boolean isStuck() {
    return state() == State.STUCK;
  }

  /** Whether tasks wait here for one that Pub/Sub has again and may send at once. */
  boolean awaitsItsHead() {
    return state() == State.AWAITS_ITS_HEAD
        && places.size() > empty
        && first().filter(head -> head.keptUntil.equals(Moment.NEVER)).isEmpty();
  }

  boolean headHasEnded() {
    return head != null && headEnded;
  }

  /** Whether a task follows at once, without a slot of its own, when the head is confirmed. */
  boolean hasHeir() {
    return headHasEnded()
        && state() == State.HEAD_HAS_ITS_TURN
        && places.values().stream().skip(1).findFirst().filter(next -> !next.isEmpty()).isPresent();
  }

  /** Tasks that wait for their turn. */
  int waiting() {
    return (int) waitingTasks().count();
  }

  /** Those that wait for their turn, in order. */
  Stream<LeasedTask> waitingTasks() {
    return places.values().stream().flatMap(Place::all).filter(task -> task != head);
  }

  /** Those that wait behind {@code task}, in order; none when it has no place. */
  List<LeasedTask> behind(LeasedTask task) {
    var behind = new ArrayList<LeasedTask>();
    var found = false;
    for (var place : places.values()) {
      if (found) {
        place.all().forEach(behind::add);
      }
      found |= place.task == task;
    }
    return behind;
  }

  /** Another delivery of the same task, which waits. */
  Optional<LeasedTask> other(LeasedTask task) {
    return Optional.ofNullable(places.get(task.task().id())).stream()
        .flatMap(Place::all)
        .filter(other -> other != task && other != head)
        .findFirst();
  }

  /**
   * The task takes the place that is kept for it, or the last one.
   *
   * @return an earlier delivery of it that waited there, and is void
   */
  Optional<LeasedTask> enter(LeasedTask task, Moment now) {
    forget(now);
    var place = placeOf(task);
    if (place.keptUntil != null) {
      place.keptUntil = null;
      empty--;
    }
    if (place.task != null && place.task == head) {
      var earlier = Optional.ofNullable(place.again);
      place.again = task;
      return earlier;
    }
    var earlier = Optional.ofNullable(place.task);
    place.task = task;
    return earlier;
  }

  /** A task that is not let in goes to others, and those behind it must not overtake it. */
  void refuse(LeasedTask task) {
    var place = placeOf(task);
    if (place.isEmpty()) {
      keep(place, Moment.NEVER);
    }
  }

  /** One that comes after its place was given up still comes before those published later. */
  private Place placeOf(LeasedTask task) {
    var known = places.get(task.task().id());
    if (known != null) {
      return known;
    }
    var place = new Place(task.task().publishTime());
    var later = empty == 0 ? List.<String>of() : publishedAfter(place);
    places.put(task.task().id(), place);
    later.forEach(id -> places.put(id, places.remove(id)));
    return place;
  }

  private List<String> publishedAfter(Place place) {
    return places.entrySet().stream()
        .filter(other -> head == null || other.getValue().task != head)
        .filter(other -> other.getValue().published.isAfter(place.published))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The task that may begin now, once for each. */
  Optional<LeasedTask> next() {
    if (state() != State.IDLE || places.isEmpty()) {
      return Optional.empty();
    }
    head = first().orElseThrow().task;
    headEnded = false;
    return Optional.of(head);
  }

  /** The run of the head has ended well; its place is its own until Pub/Sub has confirmed that. */
  void ended(LeasedTask task) {
    headEnded |= task == head;
  }

  /** A later delivery of the head takes its place and its turn. */
  LeasedTask giveWay(LeasedTask task) {
    var place = places.get(task.task().id());
    head = place.again;
    place.task = place.again;
    place.again = null;
    return head;
  }

  /** The task is done: nobody need wait for it. */
  void leave(LeasedTask task) {
    var place = places.get(task.task().id());
    if (place == null) {
      return;
    }
    if (place.again == task) {
      place.again = null;
    } else if (place.isEmpty() || place.task == task) {
      remove(task.task().id());
      head = head == task ? null : head;
    }
  }

  /** The task is to come again and finds its place empty, unless another delivery is here. */
  void goAway(LeasedTask task, Moment keptUntil) {
    var place = places.get(task.task().id());
    if (place == null) {
      return;
    }
    if (place.again == task) {
      place.again = null;
    } else if (place.task == task) {
      head = head == task ? null : head;
      place.task = place.again;
      place.again = null;
      if (place.task == null) {
        keep(place, keptUntil);
      }
    }
  }

  private void keep(Place place, Moment until) {
    empty += place.keptUntil == null ? 1 : 0;
    place.keptUntil = until;
  }

  /** Pub/Sub has the task again: its place is kept until then. */
  void isAway(LeasedTask task, Moment keptUntil) {
    var place = places.get(task.task().id());
    if (place != null && place.isEmpty()) {
      place.keptUntil = keptUntil;
    }
  }

  void stray(RunningTask work) {
    strays.add(work);
  }

  void runEnded(RunningTask work) {
    strays.remove(work);
  }

  /**
   * Keeps no place any more whose task has not come by now.
   *
   * @return the tasks that waited for such a one: they go back, too, so that they come after it
   */
  List<LeasedTask> giveUpWaiting(Moment now) {
    forget(now);
    if (!first().filter(head -> isOverdue(head, now)).isPresent()) {
      return List.of();
    }
    for (var first = first(); first.filter(p -> isOverdue(p, now)).isPresent(); first = first()) {
      remove(places.keySet().iterator().next());
    }
    return waitingTasks().toList();
  }

  /** Keeps no place any more behind which nobody waits. */
  private void forget(Moment now) {
    if (empty == 0) {
      return;
    }
    var ids = new ArrayList<>(places.keySet());
    for (int last = ids.size() - 1; last >= 0; last--) {
      var place = places.get(ids.get(last));
      if (!place.isEmpty()) {
        return;
      }
      if (isOverdue(place, now)) {
        remove(ids.get(last));
      }
    }
  }

  private static boolean isOverdue(Place place, Moment now) {
    return place.isEmpty() && !place.keptUntil.isAfter(now);
  }

  private void remove(String id) {
    if (places.remove(id).isEmpty()) {
      empty--;
    }
  }
}
