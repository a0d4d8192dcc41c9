// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The places of one ordering key's tasks, in the order in which they are to run, and among them
 * empty ones, which are kept for tasks that have gone back, and marks. If the task of a mark comes
 * after all, those behind it may still be on their way back, and neither the time at which tasks
 * were published, which is one for all of a request, nor their ids tell which is the first.
 */
final class KeyPlaces {
  /** By message id. */
  private final Map<String, KeyPlace> places = new LinkedHashMap<>();

  /** Those that are kept. */
  private int empty;

  /** Useless once no place is kept. */
  private int marks;

  boolean none() {
    return places.size() == marks;
  }

  boolean anyEmpty() {
    return empty > 0;
  }

  /** Whether a task has a place. */
  boolean anyTaken() {
    return places.size() > empty + marks;
  }

  Optional<KeyPlace> first() {
    for (var place : places.values()) {
      if (!place.isMark()) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  Optional<KeyPlace> second() {
    return places.values().stream().filter(place -> !place.isMark()).skip(1).findFirst();
  }

  Optional<KeyPlace> of(LeasedTask task) {
    return Optional.ofNullable(places.get(task.task().id())).filter(place -> !place.isMark());
  }

  /** All tasks, in order. */
  Stream<LeasedTask> tasks() {
    return places.values().stream().flatMap(KeyPlace::all);
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
  KeyPlace placeFor(LeasedTask task, Optional<LeasedTask> head) {
    var known = places.get(task.task().id());
    if (known != null) {
      if (known.isMark()) {
        known.fill();
        marks--;
        head.ifPresent(this::moveToFront);
      }
      return known;
    }
    var place = new KeyPlace(task.task().publishTime());
    var later = empty == 0 ? List.<String>of() : publishedAfter(place, head);
    places.put(task.task().id(), place);
    moveToEnd(later);
    return place;
  }

  private void moveToFront(LeasedTask head) {
    var others = new ArrayList<>(places.keySet());
    others.remove(head.task().id());
    moveToEnd(others);
  }

  private void moveToEnd(List<String> ids) {
    ids.forEach(id -> places.put(id, places.remove(id)));
  }

  private List<String> publishedAfter(KeyPlace place, Optional<LeasedTask> head) {
    return places.entrySet().stream()
        .filter(other -> head.filter(other.getValue()::isOf).isEmpty())
        .filter(other -> other.getValue().published().isAfter(place.published()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The place is empty and is kept until then. */
  void keep(KeyPlace place, Moment until) {
    empty += place.isKept() ? 0 : 1;
    place.keep(until);
  }

  /** The place is kept for nobody any more: its task is here. */
  void fill(KeyPlace place) {
    if (place.isKept()) {
      place.fill();
      oneIsKeptNoMore();
    }
  }

  void remove(LeasedTask task) {
    if (places.remove(task.task().id()).isEmpty()) {
      oneIsKeptNoMore();
    }
  }

  private void oneIsKeptNoMore() {
    empty--;
    if (empty == 0) {
      forgetMarks();
    }
  }

  private void forgetMarks() {
    if (marks > 0) {
      places.values().removeIf(place -> place.isMark());
      marks = 0;
    }
  }

  /** Those that waited for it are about to go back: the mark is for them. */
  private void giveUp(KeyPlace place) {
    place.giveUp();
    marks++;
    empty--;
  }

  /**
   * Gives up the first places while their tasks have not come by now.
   *
   * @return whether there was one
   */
  boolean giveUpFirst(Moment now) {
    var before = empty;
    for (var first = first(); first.filter(p -> p.isOverdue(now)).isPresent(); first = first()) {
      giveUp(first.get());
    }
    return empty < before;
  }

  /** Keeps no place any more behind which nobody waits. */
  void giveUpLast(Moment now) {
    if (empty == 0) {
      forgetMarks();
      return;
    }
    if (marks > 0 && places.values().removeIf(place -> place.isForgotten(now))) {
      marks = (int) places.values().stream().filter(place -> place.isMark()).count();
    }
    var all = new ArrayList<>(places.values());
    for (int last = all.size() - 1; last >= 0 && all.get(last).isEmpty(); last--) {
      if (all.get(last).isOverdue(now)) {
        giveUp(all.get(last));
      }
    }
  }
}
