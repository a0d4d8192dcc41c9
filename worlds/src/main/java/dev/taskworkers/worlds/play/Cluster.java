// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.emulator.EmbeddedCloud;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worlds.spec.Disturbance.NoImage;
import dev.taskworkers.worlds.spec.Disturbance.Quota;
import dev.taskworkers.worlds.spec.World;
import dev.taskworkers.worlds.spec.World.Past;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The pods of a pool's Deployment, made, placed, stopped and removed as Kubernetes does it. */
public final class Cluster {
  /** From the start of a container to the first answer of its probe. */
  private static final double PROBED_AFTER_SECONDS = 3;

  /** How often a Deployment looks whether a roll-out, or a quota, lets it go on. */
  private static final double LOOK_SECONDS = 1;

  private final World world;
  private final VirtualTime time;
  private final WorkerProcesses workers;
  private final Placement placement;
  private final PodReach reach;
  private final Removals removals;
  private final Consumer<Removal> onRemoval;
  private final Map<String, PlayedPod> pods = new LinkedHashMap<>();
  private final Random random;
  private int replicas;
  private int version;
  private int slots;
  private int made;
  private boolean isLooking;
  private double endedSeconds;

  /**
   * A pod is told to stop since its Deployment is to have fewer.
   *
   * @param running tasks in it
   * @param spared whether another pod that runs nothing, and could be asked, was not chosen
   */
  public record Removal(double at, String pod, int running, boolean spared) {}

  public Cluster(
      World world,
      VirtualTime time,
      EmbeddedCloud cloud,
      TaskBook tasks,
      UnaryOperator<TaskRunner> runner,
      Consumer<Removal> onRemoval) {
    this.world = world;
    this.time = time;
    this.workers = new WorkerProcesses(world, time, cloud, tasks, runner);
    this.placement =
        new Placement(
            world, time, () -> (int) pods.values().stream().filter(PlayedPod::isPlaced).count());
    this.reach = new PodReach(world);
    this.removals = new Removals(world, time);
    this.onRemoval = onRemoval;
    this.random = new Random(world.seed() * 31 + 7);
    this.slots = world.pool().slots();
  }

  /** Pods that have been there for long. */
  public void addOld(Past past) {
    replicas = past.pods();
    for (var i = 0; i < past.pods(); i++) {
      var seed = random.nextLong();
      var pod = new PlayedPod(made++, version, slots, -past.ageSeconds(), seed, Optional.of(past));
      pods.put(pod.name(), pod);
      pod.place(-past.ageSeconds());
      pod.begin(workers.start(pod.name(), pod.slots(), seed));
      pod.probe(true, 25 - past.ageSeconds());
    }
  }

  /** What the Deployment's replicas now are. */
  public void scaleTo(int wanted) {
    replicas = wanted;
    reconcile();
  }

  /** The Deployment has another template: its pods are replaced one after the other. */
  public void rollOut() {
    version++;
    reconcile();
  }

  /** The Deployment is to have a template with so many slots: it rolls out if that is news. */
  public void rollOut(int wanted) {
    if (slots != wanted) {
      slots = wanted;
      rollOut();
    }
  }

  /** Of the present template. */
  public int slots() {
    return slots;
  }

  /** The Deployment is deleted, and its pods with it. */
  public void deleteAll() {
    replicas = 0;
    staying().forEach(this::drain);
  }

  /** Makes and stops pods as the Deployment wants it. */
  void reconcile() {
    var later = removals.nextLook();
    if (later.isPresent()) {
      lookAgainAt(Math.max(later.get(), time.seconds() + LOOK_SECONDS));
      return;
    }
    var missing = update().missing();
    for (; missing > 0 && !isRefused(); missing--) {
      create();
    }
    var staying = staying();
    var update = update();
    if (update.old() == 0) {
      var chosen = first(staying, staying.size() - replicas);
      removals.begin(chosen, pod -> removeOnce(pod, chosen));
    } else {
      var old = staying.stream().filter(this::isOld).toList();
      first(old, update.replaced()).forEach(this::drain);
    }
    if (missing > 0 || update.old() > 0) {
      lookAgainAt(time.seconds() + LOOK_SECONDS);
    }
  }

  private void lookAgainAt(double second) {
    if (!isLooking) {
      isLooking = true;
      time.at(second, this::lookAgain);
    }
  }

  private RollingUpdate update() {
    var staying = staying();
    var old = staying.stream().filter(this::isOld).count();
    var starting = staying.stream().filter(pod -> !isOld(pod) && !pod.isReady()).count();
    return new RollingUpdate(replicas, staying.size(), (int) old, (int) starting);
  }

  private static List<PlayedPod> first(List<PlayedPod> pods, int count) {
    return pods.stream().sorted(firstToGo()).limit(Math.max(0, count)).toList();
  }

  private void lookAgain() {
    isLooking = false;
    reconcile();
  }

  private boolean isOld(PlayedPod pod) {
    return pod.version() < version;
  }

  /** Whether a quota lets no more pods be made. */
  public boolean isRefused() {
    var now = time.seconds();
    return world
        .all(Quota.class)
        .anyMatch(q -> q.from() <= now && now < q.until() && pods.size() >= q.pods());
  }

  private List<PlayedPod> staying() {
    return pods.values().stream().filter(pod -> !pod.isStopping()).toList();
  }

  /**
   * Kubernetes pkg/controller/controller_utils.go, ActivePodsWithRanks, with a node for each pod.
   */
  private static Comparator<PlayedPod> firstToGo() {
    return Comparator.comparing(PlayedPod::isPlaced)
        .thenComparing(PlayedPod::isReady)
        .thenComparing(PlayedPod::deletionCost)
        .thenComparing(pod -> -pod.readinessSince())
        .thenComparing(pod -> -pod.createdAt());
  }

  private void create() {
    var start = world.nodes().start().draw(random);
    var pod =
        new PlayedPod(made++, version, slots, time.seconds(), random.nextLong(), Optional.empty());
    pods.put(pod.name(), pod);
    placement.place(
        pod,
        () ->
            time.at(time.seconds() + Math.max(0, start - PROBED_AFTER_SECONDS), () -> begin(pod)));
  }

  /** Starts the container of a pod. */
  void begin(PlayedPod pod) {
    if (pod.isGone() || pod.hasBegun()) {
      return;
    }
    var now = time.seconds();
    if (world.isOn(NoImage.class, now)) {
      pod.waits(Optional.of("ImagePullBackOff"));
      time.at(now + LOOK_SECONDS, () -> begin(pod));
      return;
    }
    pod.begin(workers.start(pod.name(), pod.slots(), pod.seed()));
    time.at(now + PROBED_AFTER_SECONDS, () -> probe(pod));
  }

  private void probe(PlayedPod pod) {
    if (!pod.isGone()) {
      pod.probe(pod.isWell(), time.seconds());
    }
  }

  /** Kubelets look at the pods that have once been ready; called every few seconds. */
  public void probe() {
    for (var pod : pods.values()) {
      if (!Double.isNaN(pod.firstReadyAt())) {
        probe(pod);
      }
    }
  }

  /** A pod is told to stop, whose Deployment makes another one. */
  public void delete(String name) {
    find(name).filter(pod -> !pod.isStopping()).ifPresent(pod -> remove(pod, List.of(pod)));
    reconcile();
  }

  private void removeOnce(PlayedPod pod, List<PlayedPod> chosen) {
    if (!pod.isStopping() && !pod.isGone()) {
      remove(pod, chosen);
    }
  }

  /** Told to stop by whoever scales, with all that were chosen. */
  private void remove(PlayedPod pod, List<PlayedPod> chosen) {
    var spared =
        staying().stream()
            .anyMatch(other -> !chosen.contains(other) && other.isReady() && other.running() == 0);
    onRemoval.accept(new Removal(time.seconds(), pod.name(), pod.running(), spared));
    drain(pod);
  }

  /** SIGTERM: it pulls no more, and ends when its tasks have, or when its grace is over. */
  void drain(PlayedPod pod) {
    pod.stop(time.seconds());
    pod.worker()
        .ifPresentOrElse(
            worker -> {
              worker.loop().drain("it is told to stop");
              var unused = worker.loop().drained().thenRun(() -> end(pod));
              time.after(WorkerProcesses.GRACE, () -> end(pod));
            },
            () -> end(pod));
  }

  /** The processes in a pod are gone; it stays. */
  void crash(PlayedPod pod) {
    pod.worker().ifPresent(Cluster::kill);
    pod.crash(time.seconds());
  }

  /** A pod is gone, whatever it did. */
  void end(PlayedPod pod) {
    if (pod.isGone()) {
      return;
    }
    pod.worker().ifPresent(Cluster::kill);
    pod.end();
    endedSeconds += time.seconds() - Math.max(0, pod.createdAt());
    pods.remove(pod.name());
  }

  private static void kill(PlayedPod.Worker worker) {
    worker.process().kill();
    worker.handler().die();
    worker.subscription().breakConnections();
  }

  void annotate(String name, String annotation, Optional<String> value) {
    find(name).ifPresent(pod -> pod.annotate(annotation, value));
  }

  Optional<PlayedPod> find(String name) {
    return Optional.ofNullable(pods.get(name));
  }

  /** All that are there. */
  public List<PlayedPod> pods() {
    return List.copyOf(pods.values());
  }

  /** What is true of them now. */
  public PodFacts facts() {
    return new PodFacts(pods.values(), reach, time.seconds());
  }

  /** What all pods have cost since the beginning, seconds. */
  public double podSeconds() {
    var now = time.seconds();
    return endedSeconds
        + pods.values().stream().mapToDouble(pod -> now - Math.max(0, pod.createdAt())).sum();
  }
}
