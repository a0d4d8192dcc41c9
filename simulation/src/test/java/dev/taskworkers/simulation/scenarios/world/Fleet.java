package dev.taskworkers.simulation.scenarios.world;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The pods of a pool's Deployment, made, placed, stopped and removed as Kubernetes does it. */
final class Fleet {
  /** From the start of a container to the first answer of its probe. */
  private static final double PROBED_AFTER_SECONDS = 3;

  /** A pull that finds nothing is answered after this time. */
  private static final double EMPTY_PULL_SECONDS = 5;

  private final Map<String, SimulatedPod> pods = new LinkedHashMap<>();
  private final Deque<SimulatedPod> free = new ArrayDeque<>();
  private final Agenda agenda;
  private final Nodes nodes;
  private final int slots;
  private final Random random;
  private final Runs runs;
  private int made;
  private double endedSeconds;

  /** What comes of tasks in a pod's hands. */
  interface Runs {
    void begins(Task task, SimulatedPod pod, double now);

    void isCutOff(Task task, double now);
  }

  Fleet(Agenda agenda, Nodes nodes, int slots, Random random, Runs runs) {
    this.agenda = agenda;
    this.nodes = nodes;
    this.slots = slots;
    this.random = random;
    this.runs = runs;
  }

  /** Pods that have been there for long. */
  void addOld(int count, double ageSeconds) {
    for (var i = 0; i < count; i++) {
      var pod = new SimulatedPod(made++, -ageSeconds, -ageSeconds, slots);
      pods.put(pod.name(), pod);
      pod.becomeReady(25 - ageSeconds);
      pod.firstPullEnds(0);
      offer(pod, 0);
    }
  }

  /** What the Deployment's replicas now are; the pods that were told to stop. */
  List<SimulatedPod> scaleTo(int replicas, double now) {
    var staying = pods.values().stream().filter(pod -> !pod.isStopping()).toList();
    for (var missing = replicas - staying.size(); missing > 0; missing--) {
      create(now);
    }
    var surplus = Math.max(0, staying.size() - replicas);
    return staying.stream().sorted(firstToGo(now)).limit(surplus).toList();
  }

  /**
   * Kubernetes pkg/controller/controller_utils.go, ActivePodsWithRanks, with a node for each pod.
   */
  private Comparator<SimulatedPod> firstToGo(double now) {
    return Comparator.<SimulatedPod, Boolean>comparing(pod -> pod.placedAt() <= now)
        .thenComparing(SimulatedPod::isReady)
        .thenComparing(SimulatedPod::deletionCost)
        .thenComparing(pod -> -pod.readyAt())
        .thenComparing(pod -> -pod.createdAt());
  }

  private void create(double now) {
    var placedAt = now;
    if (now >= nodes.fullFrom()) {
      var waiting = pods.values().stream().filter(pod -> Double.isInfinite(pod.placedAt())).count();
      placedAt =
          waiting < nodes.neverPlaced() ? Double.POSITIVE_INFINITY : now + nodes.nodeSeconds();
    }
    var pod = new SimulatedPod(made++, now, placedAt, slots);
    pods.put(pod.name(), pod);
    var ready = placedAt + nodes.start().draw(random);
    if (Double.isFinite(ready)) {
      pod.beginAt(ready - PROBED_AFTER_SECONDS);
      agenda.enter(
          ready,
          () -> {
            if (!pod.isGone()) {
              pod.becomeReady(ready);
              offer(pod, ready);
            }
          });
      agenda.enter(ready + EMPTY_PULL_SECONDS, () -> pod.firstPullEnds(ready + EMPTY_PULL_SECONDS));
    }
  }

  /** SIGTERM: it pulls no more, and ends when its tasks have, or when its grace is over. */
  void stop(SimulatedPod pod, double graceSeconds, double now) {
    pod.stop();
    endIfIdle(pod, now);
    agenda.enter(now + graceSeconds, () -> kill(pod, now + graceSeconds));
  }

  /** SIGKILL, or the node is gone. */
  void kill(SimulatedPod pod, double now) {
    if (!pod.isGone()) {
      pod.lose().forEach(task -> runs.isCutOff(task, now));
      end(pod, now);
    }
  }

  private void endIfIdle(SimulatedPod pod, double now) {
    if (pod.isStopping() && pod.inHand() == 0 && !pod.isGone()) {
      end(pod, now);
    }
  }

  private void end(SimulatedPod pod, double now) {
    pod.end();
    endedSeconds += now - Math.max(0, pod.createdAt());
    pods.remove(pod.name());
  }

  /** The pod that pulls the next task, in turn, if any has a free slot. */
  Optional<SimulatedPod> nextFree(double now) {
    while (!free.isEmpty()) {
      var pod = free.removeFirst();
      pod.setOffered(false);
      if (pod.canTake(now)) {
        return Optional.of(pod);
      }
    }
    return Optional.empty();
  }

  void give(Task task, Optional<KeyLine> line, SimulatedPod pod, double now) {
    if (pod.take(task, line, now)) {
      runs.begins(task, pod, now);
    }
    offer(pod, now);
  }

  void finished(Task task, SimulatedPod pod, double now) {
    pod.finish(task, now).ifPresent(next -> runs.begins(next, pod, now));
    endIfIdle(pod, now);
    offer(pod, now);
  }

  /** It may have a free slot. */
  void offer(SimulatedPod pod, double now) {
    if (!pod.isOffered() && pod.canTake(now)) {
      pod.setOffered(true);
      free.addLast(pod);
    }
  }

  Collection<SimulatedPod> pods() {
    return pods.values();
  }

  Optional<SimulatedPod> find(String name) {
    return Optional.ofNullable(pods.get(name));
  }

  /** What all pods have cost since the beginning, seconds. */
  double seconds(double now) {
    return endedSeconds
        + pods.values().stream().mapToDouble(pod -> now - Math.max(0, pod.createdAt())).sum();
  }
}
