package dev.taskworkers.worker.execution;

import dev.taskworkers.worker.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The places of one ordering key's tasks, in the order in which they are to run, and among them
 * empty ones, which are kept for tasks that have gone back.
 */
final class KeyPlaces {
  /** One place: its task, or the moment until which it is kept for one that went back. */
  static final class Place {
    private final Instant published;

    /** Null while it has gone back. */
    private LeasedTask task;

    /** A later delivery of the same task, which takes the place when this one fails or is lost. */
    private LeasedTask again;

    private Moment keptUntil;

    private Place(Instant published) {
      this.published = published;
    }

    boolean isEmpty() {
      return task == null;
    }

    /** Whether it is the place of {@code one}, which is in hand. */
    boolean isOf(LeasedTask one) {
      return task == one;
    }

    Optional<LeasedTask> task() {
      return Optional.ofNullable(task);
    }

    Optional<LeasedTask> again() {
      return Optional.ofNullable(again);
    }

    /** The task is here. */
    void take(LeasedTask one) {
      task = one;
    }

    /** A later delivery of the task waits for what becomes of this one. */
    void takeAgain(LeasedTask one) {
      again = one;
    }

    /** If {@code one} is the later delivery, nobody waits there any more. */
    boolean dropAgain(LeasedTask one) {
      var isAgain = again == one;
      again = isAgain ? null : again;
      return isAgain;
    }

    /** The later delivery, if there is one, has the place now. */
    void giveWay() {
      task = again;
      again = null;
    }

    Stream<LeasedTask> all() {
      return Stream.of(task(), again()).flatMap(Optional::stream);
    }

    /** Whether it is kept until a moment that nobody knows yet. */
    boolean isKeptForEver() {
      return keptUntil.equals(Moment.NEVER);
    }

    private boolean isOverdue(Moment now) {
      return isEmpty() && !keptUntil.isAfter(now);
    }
  }

  /** By message id. */
  private final Map<String, Place> places = new LinkedHashMap<>();

  private int empty;

  boolean none() {
    return places.isEmpty();
  }

  boolean anyEmpty() {
    return empty > 0;
  }

  /** Whether a task has a place. */
  boolean anyTaken() {
    return places.size() > empty;
  }

  Optional<Place> first() {
    return places.isEmpty() ? Optional.empty() : Optional.of(places.values().iterator().next());
  }

  Optional<Place> second() {
    return places.values().stream().skip(1).findFirst();
  }

  Optional<Place> of(LeasedTask task) {
    return Optional.ofNullable(places.get(task.task().id()));
  }

  /** All tasks, in order. */
  Stream<LeasedTask> tasks() {
    return places.values().stream().flatMap(Place::all);
  }

  /** Those behind {@code task}, in order; none when it has no place. */
  List<LeasedTask> behind(LeasedTask task) {
    var behind = new ArrayList<LeasedTask>();
    var found = false;
    for (var place : places.values()) {
      if (found) {
        place.all().forEach(behind::add);
      }
      found |= place.isOf(task);
    }
    return behind;
  }

  /**
   * The place that is kept for the task, or a new one: the last, but one that comes after its place
   * was given up still comes before those published later.
   *
   * @param head which has its turn and is not overtaken
   */
  Place placeFor(LeasedTask task, Optional<LeasedTask> head) {
    var known = places.get(task.task().id());
    if (known != null) {
      return known;
    }
    var place = new Place(task.task().publishTime());
    var later = empty == 0 ? List.<String>of() : publishedAfter(place, head);
    places.put(task.task().id(), place);
    later.forEach(id -> places.put(id, places.remove(id)));
    return place;
  }

  private List<String> publishedAfter(Place place, Optional<LeasedTask> head) {
    return places.entrySet().stream()
        .filter(other -> head.filter(other.getValue()::isOf).isEmpty())
        .filter(other -> other.getValue().published.isAfter(place.published))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The place is empty and is kept until then. */
  void keep(Place place, Moment until) {
    empty += place.keptUntil == null ? 1 : 0;
    place.keptUntil = until;
  }

  /** The place is kept for nobody any more: its task is here. */
  void fill(Place place) {
    if (place.keptUntil != null) {
      place.keptUntil = null;
      empty--;
    }
  }

  void remove(LeasedTask task) {
    remove(task.task().id());
  }

  private void remove(String id) {
    if (places.remove(id).isEmpty()) {
      empty--;
    }
  }

  /**
   * Gives up the first places while their tasks have not come by now.
   *
   * @return whether there was one
   */
  boolean giveUpFirst(Moment now) {
    var before = places.size();
    for (var first = first(); first.filter(p -> p.isOverdue(now)).isPresent(); first = first()) {
      remove(places.keySet().iterator().next());
    }
    return places.size() < before;
  }

  /** Keeps no place any more behind which nobody waits. */
  void giveUpLast(Moment now) {
    if (empty == 0) {
      return;
    }
    var ids = new ArrayList<>(places.keySet());
    for (int last = ids.size() - 1; last >= 0; last--) {
      var place = places.get(ids.get(last));
      if (!place.isEmpty()) {
        return;
      }
      if (place.isOverdue(now)) {
        remove(ids.get(last));
      }
    }
  }
}
