// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** The pods of a pool: asked for, ready one by one, sent away, paid for until they have ended. */
final class Fleet {
  private static final int STARTS = 20;

  /** Kubernetes removes pods first that are not ready, of equal ones the newest. */
  private static final Comparator<Pod> NEWEST =
      Comparator.<Pod>comparingDouble(pod -> pod.createdAt).reversed();

  private static final Comparator<Pod> LEAST_BUSY =
      Comparator.comparing(Pod::isReady).thenComparingInt(Pod::busy).thenComparing(NEWEST);

  private final int slots;
  private final Removal removal;
  private final DoubleSupplier startSeconds;
  private final Random random;
  private final List<Pod> pods = new ArrayList<>();
  private final ArrayDeque<Pod> free = new ArrayDeque<>();
  private final ArrayDeque<Double> timesToReady = new ArrayDeque<>();
  private double endedSeconds;
  private double endedIdleSeconds;
  private int removedWhileBusy;
  private int born;

  Fleet(int slots, Removal removal, DoubleSupplier startSeconds, Random random) {
    this.slots = slots;
    this.removal = removal;
    this.startSeconds = startSeconds;
    this.random = random;
  }

  /** Pods that were there before, whose starts were not seen. */
  List<Pod> begin(int number) {
    for (var i = 0; i < number; i++) {
      pods.add(pod(0, 0));
    }
    return List.copyOf(pods);
  }

  /** Adds pods or sends some away until {@code wanted} are active; returns those that start. */
  List<Pod> scaleTo(int wanted, double now) {
    var active = pods.stream().filter(Pod::isActive).toList();
    if (active.size() > wanted) {
      leavingFirst(active).stream()
          .limit(active.size() - wanted)
          .forEach(pod -> sendAway(pod, now));
      return List.of();
    }
    var missing = wanted - active.size();
    var back = pods.stream().filter(Pod::isCordoned).limit(missing).toList();
    for (var pod : back) {
      pod.uncordon(now);
      offer(pod);
    }
    var starting = new ArrayList<Pod>();
    for (var i = back.size(); i < missing; i++) {
      starting.add(pod(now, now + startSeconds.getAsDouble()));
    }
    pods.addAll(starting);
    return starting;
  }

  private Pod pod(double createdAt, double readyAt) {
    born++;
    return new Pod("pod-" + born, createdAt, readyAt, slots);
  }

  private List<Pod> leavingFirst(List<Pod> active) {
    var order = new ArrayList<>(active);
    Collections.shuffle(order, random);
    order.sort(removal == Removal.ANY ? Comparator.comparing(Pod::isReady) : LEAST_BUSY);
    return order;
  }

  private void sendAway(Pod pod, double now) {
    if (removal == Removal.CORDON && pod.isReady()) {
      pod.cordon(now);
      return;
    }
    removedWhileBusy += pod.busy() > 0 ? 1 : 0;
    pod.stop();
    endIfIdle(pod, now);
  }

  private void endIfIdle(Pod pod, double now) {
    if (pod.isUnused()) {
      pod.end(now);
      endedSeconds += pod.seconds(now);
      endedIdleSeconds += pod.idleSeconds(now);
      pods.remove(pod);
    }
  }

  /** Removes cordoned pods that have said since that they run nothing. */
  void removeCordoned(double now) {
    for (var pod : List.copyOf(pods)) {
      if (pod.isToldUnused()) {
        endIfIdle(pod, now);
      }
    }
  }

  /** The start of a pod is over; it may have been sent away meanwhile. */
  void ready(Pod pod, double now) {
    if (pod.hasEnded()) {
      return;
    }
    pod.becomeReady(now);
    if (now > pod.createdAt) {
      timesToReady.addLast(now - pod.createdAt);
    }
    if (timesToReady.size() > STARTS) {
      timesToReady.removeFirst();
    }
    offer(pod);
  }

  /** The pod that pulls the next task, in turn, if any has a free slot. */
  Optional<Pod> nextFree() {
    while (!free.isEmpty()) {
      var pod = free.removeFirst();
      pod.setOffered(false);
      if (pod.canStart()) {
        return Optional.of(pod);
      }
    }
    return Optional.empty();
  }

  /** A task is on its way to the pod. */
  void sent(Pod pod) {
    pod.await();
    offer(pod);
  }

  void started(Pod pod, double now) {
    pod.start(now);
  }

  void finished(Pod pod, double since, double now) {
    pod.finish(since, now);
    if (pod.isStopping()) {
      endIfIdle(pod, now);
    } else {
      offer(pod);
    }
  }

  private void offer(Pod pod) {
    if (pod.canStart() && !pod.isOffered()) {
      pod.setOffered(true);
      free.addLast(pod);
    }
  }

  /** What can be counted of the pods at one moment. */
  PodCounts census() {
    var active = 0;
    var ready = 0;
    var idle = 0;
    for (var pod : pods) {
      if (pod.isActive()) {
        active++;
        ready += pod.isReady() ? 1 : 0;
        idle += pod.isReady() && pod.busy() == 0 ? 1 : 0;
      }
    }
    return new PodCounts(pods.size(), active, ready, idle);
  }

  /** Those that have not ended. */
  List<Pod> running() {
    return List.copyOf(pods);
  }

  List<Double> timesToReady() {
    return List.copyOf(timesToReady);
  }

  Cost cost(double now) {
    return new Cost(
        endedSeconds + pods.stream().mapToDouble(pod -> pod.seconds(now)).sum(),
        endedIdleSeconds + pods.stream().mapToDouble(pod -> pod.idleSeconds(now)).sum(),
        removedWhileBusy);
  }
}
