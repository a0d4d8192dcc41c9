// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Moment;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Gives the tasks of one ordering key their turns. A task that goes back to Pub/Sub leaves an empty
 * place, which its next delivery takes; nobody overtakes that place while the task may still come.
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

  private final KeyPlaces places = new KeyPlaces();

  /** Runs that go on although their task is not ours any more. */
  private final Set<RunningTask> strays = new HashSet<>();

  /** The task that was told to begin and holds its place until it is settled; or null. */
  private LeasedTask head;

  private boolean headEnded;

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
    return places.first().filter(KeyPlace::isEmpty).isPresent()
        ? State.AWAITS_ITS_HEAD
        : State.IDLE;
  }

  /** Whether there is nothing to know of it. */
  boolean isOver() {
    return places.none() && strays.isEmpty();
  }

  /** Whether it has a task or a run here. */
  boolean isActive() {
    return places.anyTaken() || !strays.isEmpty();
  }

  boolean hasEmptyPlaces() {
    return places.anyEmpty();
  }

  boolean isStuck() {
    return state() == State.STUCK;
  }

  /** Whether tasks wait here for one that Pub/Sub has again and may send at once. */
  boolean awaitsItsHead() {
    return state() == State.AWAITS_ITS_HEAD
        && places.anyTaken()
        && places.first().filter(KeyPlace::isKeptForEver).isEmpty();
  }

  private Optional<LeasedTask> head() {
    return Optional.ofNullable(head);
  }

  boolean headHasEnded() {
    return head != null && headEnded;
  }

  /** Whether a task follows at once, without a slot of its own, when the head is confirmed. */
  boolean hasHeir() {
    return headHasEnded()
        && state() == State.HEAD_HAS_ITS_TURN
        && places.second().filter(next -> !next.isEmpty()).isPresent();
  }

  /** Tasks that wait for their turn. */
  int waiting() {
    return (int) waitingTasks().count();
  }

  /** Those that wait for their turn, in order. */
  Stream<LeasedTask> waitingTasks() {
    return places.tasks().filter(task -> task != head);
  }

  /** Those that wait behind {@code task}, in order; none when it has no place. */
  List<LeasedTask> behind(LeasedTask task) {
    return places.behind(task);
  }

  /** Another delivery of the same task, which waits. */
  Optional<LeasedTask> other(LeasedTask task) {
    return places.of(task).stream()
        .flatMap(KeyPlace::all)
        .filter(other -> other != task && other != head)
        .findFirst();
  }

  /**
   * The task takes the place that is kept for it, or the last one.
   *
   * @return an earlier delivery of it that waited there, and is void
   */
  Optional<LeasedTask> enter(LeasedTask task, Moment now) {
    places.giveUpLast(now);
    var place = places.placeFor(task, head());
    places.fill(place);
    if (head().filter(place::isOf).isPresent()) {
      var earlier = place.again();
      place.takeAgain(task);
      return earlier;
    }
    var earlier = place.task();
    place.take(task);
    return earlier;
  }

  /** A task that is not let in goes to others, and those behind it must not overtake it. */
  void refuse(LeasedTask task) {
    var place = places.placeFor(task, head());
    if (place.isEmpty()) {
      places.keep(place, Moment.NEVER);
    }
  }

  /** The task that may begin now, once for each. */
  Optional<LeasedTask> next() {
    if (state() != State.IDLE || places.none()) {
      return Optional.empty();
    }
    head = places.first().flatMap(KeyPlace::task).orElseThrow();
    headEnded = false;
    return Optional.of(head);
  }

  /** The run of the head has ended well; its place is its own until Pub/Sub has confirmed that. */
  void ended(LeasedTask task) {
    headEnded |= task == head;
  }

  /** A later delivery of the head takes its place and its turn. */
  LeasedTask giveWay(LeasedTask task) {
    var place = places.of(task).orElseThrow();
    place.giveWay();
    head = place.task().orElseThrow();
    return head;
  }

  /** The task is done: nobody need wait for it. */
  void leave(LeasedTask task) {
    places.of(task).ifPresent(place -> leave(task, place));
  }

  private void leave(LeasedTask task, KeyPlace place) {
    if (!place.dropAgain(task) && (place.isEmpty() || place.isOf(task))) {
      places.remove(task);
      head = head == task ? null : head;
    }
  }

  /** The task is to come again and finds its place empty, unless another delivery is here. */
  void goAway(LeasedTask task, Moment keptUntil) {
    places.of(task).ifPresent(place -> goAway(task, place, keptUntil));
  }

  private void goAway(LeasedTask task, KeyPlace place, Moment keptUntil) {
    if (!place.dropAgain(task) && place.isOf(task)) {
      head = head == task ? null : head;
      place.giveWay();
      if (place.isEmpty()) {
        places.keep(place, keptUntil);
      }
    }
  }

  /** Pub/Sub has the task again: its place is kept until then. */
  void isAway(LeasedTask task, Moment keptUntil) {
    places.of(task).filter(KeyPlace::isEmpty).ifPresent(place -> places.keep(place, keptUntil));
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
    places.giveUpLast(now);
    return places.giveUpFirst(now) ? waitingTasks().toList() : List.of();
  }
}
