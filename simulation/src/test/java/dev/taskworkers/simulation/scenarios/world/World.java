package dev.taskworkers.simulation.scenarios.world;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A subscription and the pods that pull from it, moved on event by event. */
public final class World {
  /** How long a task stays leased whose worker is gone: the last renewal was up to 30 s ago. */
  private static final double SHORTEST_LEASE_SECONDS = 30;

  private static final double LONGEST_LEASE_SECONDS = 60;

  private final Agenda agenda = new Agenda();
  private final Subscription subscription = new Subscription();
  private final Random random;
  private final Fleet fleet;
  private final double graceSeconds;
  private double now;
  private int stoppedAtWork;
  private int cutOff;

  /**
   * A world without pods and tasks.
   *
   * @param slots tasks at once in a pod
   * @param graceSeconds from SIGTERM to SIGKILL
   */
  public World(Nodes nodes, int slots, double graceSeconds, long seed) {
    this.random = new Random(seed);
    this.graceSeconds = graceSeconds;
    this.fleet =
        new Fleet(
            agenda,
            nodes,
            slots,
            new Random(seed + 1),
            new Fleet.Runs() {
              @Override
              public void begins(Task task, SimulatedPod pod, double at) {
                begin(task, pod, at);
              }

              @Override
              public void isCutOff(Task task, double at) {
                cutOff++;
                comesAgain(task, at + leaseLeft());
              }
            });
  }

  /** Pods that have been there for long. */
  public void addOldPods(int count, double ageSeconds) {
    fleet.addOld(count, ageSeconds);
  }

  /** As if each pod had run so many tasks already, of {@code kind}. */
  public void addPast(double runsOfEachPod, TaskKind kind) {
    fleet
        .pods()
        .forEach(pod -> pod.tally().past(runsOfEachPod, kind.returns().share(), kind.seconds()));
  }

  /** Publishes a task at a time that is to come. */
  public void publish(TaskKind kind, double at) {
    agenda.enter(at, () -> subscription.publish(kind.task(at, random)));
  }

  /** Lets everything happen that happens up to {@code until}. */
  public void advanceTo(double until) {
    while (agenda.next() <= until) {
      now = agenda.next();
      agenda.happen();
      subscription.serve(fleet, now);
    }
    now = until;
    // Cordons end by themselves.
    fleet.pods().forEach(pod -> fleet.offer(pod, now));
    subscription.serve(fleet, now);
  }

  private void begin(Task task, SimulatedPod pod, double at) {
    task.start(at);
    pod.tally().started(task, at);
    agenda.enter(at + task.seconds(), () -> end(task, pod, at));
  }

  private void end(Task task, SimulatedPod pod, double since) {
    if (!pod.runs(task)) {
      return;
    }
    if (task.isGivenBack()) {
      var due = now + task.pauseSeconds();
      pod.tally().givenBack(now - since, due);
      comesAgain(task, due);
    } else {
      pod.tally().acknowledged(now - since);
      task.done(now);
      subscription.acknowledged();
    }
    fleet.finished(task, pod, now);
  }

  private void comesAgain(Task task, double due) {
    task.postpone(due);
    agenda.enter(due, () -> subscription.returned(task));
  }

  private double leaseLeft() {
    return SHORTEST_LEASE_SECONDS
        + (LONGEST_LEASE_SECONDS - SHORTEST_LEASE_SECONDS) * random.nextDouble();
  }

  /** Sets the Deployment's replicas. */
  public void scaleTo(int replicas) {
    fleet.scaleTo(replicas, now).forEach(this::stop);
  }

  private void stop(SimulatedPod pod) {
    stoppedAtWork += pod.inHand() > 0 ? 1 : 0;
    fleet.stop(pod, graceSeconds, now);
  }

  /** The node of some pods is gone, busy ones first. */
  public void kill(int count) {
    fleet.pods().stream()
        .sorted((one, other) -> other.inHand() - one.inHand())
        .limit(count)
        .toList()
        .forEach(pod -> fleet.kill(pod, now));
  }

  /** In some pods what runs the tasks answers no more, until they are replaced. */
  public void breakDown(int count) {
    fleet.pods().stream()
        .limit(count)
        .flatMap(pod -> pod.breakDown(now).stream())
        .forEach(subscription::returned);
  }

  /** A pod is told to stop, whose Deployment makes another one. */
  public void delete(String pod) {
    find(pod).filter(found -> !found.isStopping()).ifPresent(this::stop);
  }

  public void cordon(String pod) {
    find(pod).ifPresent(found -> found.cordon(now));
  }

  public void uncordon(String pod) {
    find(pod)
        .ifPresent(
            found -> {
              found.uncordon(now);
              fleet.offer(found, now);
            });
    subscription.serve(fleet, now);
  }

  /** Gives a pod an annotation, or takes it away. */
  public void annotate(String pod, String annotation, Optional<String> value) {
    find(pod).ifPresent(found -> found.annotate(annotation, value));
  }

  public Optional<SimulatedPod> find(String pod) {
    return fleet.find(pod);
  }

  public double now() {
    return now;
  }

  public List<SimulatedPod> pods() {
    return List.copyOf(fleet.pods());
  }

  /** All tasks that were published, in that order. */
  public List<Task> tasks() {
    return subscription.published();
  }

  /** Tasks that could run if there were a slot for them. */
  public int waiting() {
    return subscription.waiting();
  }

  /** Messages not acknowledged, those in flight and those to come again included. */
  public int undelivered() {
    return subscription.undelivered();
  }

  /** Seconds; 0 when nothing is undelivered. */
  public double oldestAge() {
    return subscription.oldestAge(now);
  }

  /** Tasks in the hands of pods. */
  public int inHand() {
    return fleet.pods().stream().mapToInt(SimulatedPod::inHand).sum();
  }

  /** Pods that were told to stop while they had tasks in their hands. */
  public int stoppedAtWork() {
    return stoppedAtWork;
  }

  /** Runs that ended with their pod. */
  public int cutOff() {
    return cutOff;
  }

  /** What all pods have cost since the beginning, seconds. */
  public double podSeconds() {
    return fleet.seconds(now);
  }
}
