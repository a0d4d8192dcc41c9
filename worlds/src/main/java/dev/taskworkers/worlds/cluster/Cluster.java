package dev.taskworkers.worlds.cluster;

import dev.taskworkers.emulator.EmbeddedCloud;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worlds.spec.Disturbance.NoRoom;
import dev.taskworkers.worlds.spec.World;
import dev.taskworkers.worlds.spec.World.Past;
import dev.taskworkers.worlds.tasks.TaskBook;
import dev.taskworkers.worlds.time.VirtualTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** The pods of a pool's Deployment, made, placed, stopped and removed as Kubernetes does it. */
public final class Cluster {
  /** A pod that has started nothing for so long is idle. */
  public static final double IDLE_SECONDS = 60;

  /** From the start of a container to the first answer of its probe. */
  private static final double PROBED_AFTER_SECONDS = 3;

  private final World world;
  private final VirtualTime time;
  private final WorkerProcesses workers;
  private final Consumer<Removal> onRemoval;
  private final Map<String, PlayedPod> pods = new LinkedHashMap<>();
  private final Random random;
  private int replicas;
  private int made;
  private double endedSeconds;

  /**
   * A pod is told to stop.
   *
   * @param running tasks in it
   * @param spared whether another pod that runs nothing, and could be asked, stays
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
    this.onRemoval = onRemoval;
    this.random = new Random(world.seed() * 31 + 7);
  }

  /** Pods that have been there for long. */
  public void addOld(Past past) {
    replicas = past.pods();
    for (var i = 0; i < past.pods(); i++) {
      var pod = new PlayedPod(made++, -past.ageSeconds(), Optional.of(past));
      pods.put(pod.name(), pod);
      pod.place(-past.ageSeconds());
      pod.begin(workers.start(pod.name(), random.nextLong()));
      pod.probe(true, 25 - past.ageSeconds());
    }
  }

  /** What the Deployment's replicas now are. */
  public void scaleTo(int wanted) {
    replicas = wanted;
    var staying = staying();
    for (var missing = wanted - staying.size(); missing > 0; missing--) {
      create();
    }
    staying.stream()
        .sorted(firstToGo())
        .limit(Math.max(0, staying.size() - wanted))
        .toList()
        .forEach(this::stop);
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
    var pod = new PlayedPod(made++, time.seconds(), Optional.empty());
    pods.put(pod.name(), pod);
    var start = world.nodes().start().draw(random);
    var seed = random.nextLong();
    var waitsForNode = placed() >= world.nodes().room();
    place(pod, start, seed, waitsForNode);
  }

  private long placed() {
    return pods.values().stream().filter(PlayedPod::isPlaced).count();
  }

  private void place(PlayedPod pod, double start, long seed, boolean waitsForNode) {
    if (pod.isGone()) {
      return;
    }
    var now = time.seconds();
    if (waitsForNode) {
      time.at(now + world.nodes().nodeSeconds(), () -> place(pod, start, seed, false));
    } else if (placed() >= room(now)) {
      time.at(now + 1, () -> place(pod, start, seed, false));
    } else {
      pod.place(now);
      time.at(now + Math.max(0, start - PROBED_AFTER_SECONDS), () -> begin(pod, seed));
    }
  }

  private int room(double now) {
    return world
        .all(NoRoom.class)
        .filter(full -> full.from() <= now && now < full.until())
        .mapToInt(NoRoom::pods)
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  private void begin(PlayedPod pod, long seed) {
    if (!pod.isGone()) {
      pod.begin(workers.start(pod.name(), seed));
      var at = time.seconds() + PROBED_AFTER_SECONDS;
      time.at(at, () -> probe(pod));
    }
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
    find(name).filter(pod -> !pod.isStopping()).ifPresent(this::stop);
    scaleTo(replicas);
  }

  /** SIGTERM: it pulls no more, and ends when its tasks have, or when its grace is over. */
  private void stop(PlayedPod pod) {
    var spared =
        staying().stream()
            .anyMatch(other -> other != pod && other.isReady() && other.running() == 0);
    onRemoval.accept(new Removal(time.seconds(), pod.name(), pod.running(), spared));
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

  /** The nodes of some pods are gone, busy ones first; their Deployment makes others. */
  public void kill(int count) {
    pods.values().stream()
        .filter(PlayedPod::isPlaced)
        .sorted(Comparator.comparingInt(pod -> -pod.running()))
        .limit(count)
        .toList()
        .forEach(this::end);
    scaleTo(replicas);
  }

  /** In some pods what runs the tasks answers no more, until they are replaced. */
  public void breakDown(int count) {
    pods.values().stream()
        .filter(pod -> pod.isReady() && !pod.isStopping())
        .limit(count)
        .forEach(pod -> pod.worker().orElseThrow().handler().breakDown());
  }

  private void end(PlayedPod pod) {
    if (pod.isGone()) {
      return;
    }
    pod.worker()
        .ifPresent(
            worker -> {
              worker.process().kill();
              worker.handler().die();
              worker.subscription().breakConnections();
            });
    pod.end();
    endedSeconds += time.seconds() - Math.max(0, pod.createdAt());
    pods.remove(pod.name());
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

  /** Pods that are ready and stay. */
  public int ready() {
    return (int) pods.values().stream().filter(pod -> pod.isReady() && !pod.isStopping()).count();
  }

  /** Ready pods that stay and pull, have a slot, and have started nothing for a minute. */
  public int idle() {
    var now = time.seconds();
    return (int)
        pods.values().stream()
            .filter(pod -> pod.isReady() && !pod.isStopping() && !pod.isBroken())
            .filter(pod -> now - pod.lastMoved() >= IDLE_SECONDS)
            .filter(pod -> pod.running() < world.pool().slots())
            .filter(PlayedPod::pulls)
            .count();
  }

  /** For how long a pod that stays has had no node, seconds; 0 without one. */
  public double unplacedFor() {
    return longest(pod -> pod.isPlaced() ? Double.NaN : pod.createdAt());
  }

  /** How long ago the handler of a pod that stays first gave no answer, seconds; 0 without one. */
  public double brokenFor() {
    return longest(PlayedPod::refusedFirst);
  }

  private double longest(ToDoubleFunction<PlayedPod> since) {
    var now = time.seconds();
    return pods.values().stream()
        .filter(pod -> !pod.isStopping())
        .mapToDouble(pod -> now - since.applyAsDouble(pod))
        .filter(seconds -> seconds > 0)
        .max()
        .orElse(0);
  }

  /** What all pods have cost since the beginning, seconds. */
  public double podSeconds() {
    var now = time.seconds();
    return endedSeconds
        + pods.values().stream().mapToDouble(pod -> now - Math.max(0, pod.createdAt())).sum();
  }
}
