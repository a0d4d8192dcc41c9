package dev.taskworkers.simulation.scenarios.world;

import dev.taskworkers.worker.telemetry.FreeSlots;
import dev.taskworkers.worker.time.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One pod and the worker in it. */
public final class SimulatedPod {
  /** The annotation by which a ReplicaSet chooses. */
  public static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  /** A cordon that nobody repeats is over after this time. */
  private static final double CORDON_SECONDS = 60;

  private static final double NANOS = 1e9;

  /** A task in its hands. */
  private record Held(Task task, Optional<KeyLine> line) {}

  private final String name;
  private final String ip;
  private final double createdAt;
  private final double placedAt;
  private final int slots;
  private final Tally tally = new Tally();
  private final List<Held> running = new ArrayList<>();
  private final List<Held> blocked = new ArrayList<>();
  private double readyAt = Double.NaN;
  private double brokenSince = Double.POSITIVE_INFINITY;
  private boolean stopping;
  private boolean gone;
  private final Map<String, String> annotations = new HashMap<>();
  private double begunAt = Double.POSITIVE_INFINITY;
  private boolean offered;
  private double cordonedUntil = Double.NEGATIVE_INFINITY;
  private final FreeSlots freeSlots = new FreeSlots();

  SimulatedPod(int number, double createdAt, double placedAt, int slots) {
    this.name = "pool-" + number;
    this.ip = "10.0." + number / 250 + "." + (number % 250 + 1);
    this.createdAt = createdAt;
    this.placedAt = placedAt;
    this.slots = slots;
  }

  /** When its container will run. */
  void beginAt(double at) {
    begunAt = at;
  }

  void becomeReady(double now) {
    begunAt = Math.min(begunAt, now);
    readyAt = now;
  }

  /** Its first pull is answered, with nothing if no task has come before. */
  void firstPullEnds(double now) {
    freeSlots.answered(0);
    note(now);
  }

  private void note(double now) {
    freeSlots.observe(canTake(now), moment(now));
  }

  private static Moment moment(double seconds) {
    return new Moment(Math.round(seconds * NANOS));
  }

  /** Takes a task into a free slot; whether it runs at once, and does not wait for its key. */
  boolean take(Task task, Optional<KeyLine> line, double now) {
    freeSlots.answered(1);
    var waits = line.isPresent() && running.stream().anyMatch(held -> held.line().equals(line));
    (waits ? blocked : running).add(new Held(task, line));
    note(now);
    return !waits;
  }

  /** Frees the slot of a task that ran; the task that may run now instead, if one waited for it. */
  Optional<Task> finish(Task task, double now) {
    var line = running.stream().filter(h -> h.task() == task).findFirst().flatMap(Held::line);
    running.removeIf(held -> held.task() == task);
    for (Iterator<Held> waiting = blocked.iterator(); waiting.hasNext(); ) {
      var next = waiting.next();
      if (next.line().equals(line)) {
        waiting.remove();
        running.add(next);
        return Optional.of(next.task());
      }
    }
    note(now);
    return Optional.empty();
  }

  /** Everything in its hands, which it loses. */
  List<Task> lose() {
    var lost = new ArrayList<Task>();
    running.forEach(held -> lost.add(held.task()));
    blocked.forEach(held -> lost.add(held.task()));
    running.clear();
    blocked.clear();
    return lost;
  }

  void cordon(double now) {
    cordonedUntil = now + CORDON_SECONDS;
    note(now);
  }

  void uncordon(double now) {
    cordonedUntil = Double.NEGATIVE_INFINITY;
    note(now);
  }

  /** What runs the tasks does not answer any more: everything in its hands goes back. */
  List<Task> breakDown(double now) {
    brokenSince = now;
    note(now);
    return lose();
  }

  void stop() {
    stopping = true;
  }

  void end() {
    gone = true;
  }

  /** Gives it an annotation, or takes it away. */
  void annotate(String annotation, Optional<String> value) {
    value.ifPresentOrElse(
        text -> annotations.put(annotation, text), () -> annotations.remove(annotation));
  }

  boolean canTake(double now) {
    return isReady()
        && !stopping
        && !gone
        && !isCordoned(now)
        && brokenSince().isEmpty()
        && inHand() < slots;
  }

  /** Whether it stands in the line of pods with a free slot. */
  boolean isOffered() {
    return offered;
  }

  void setOffered(boolean inLine) {
    offered = inLine;
  }

  boolean holds(KeyLine line) {
    return running.stream().anyMatch(held -> held.line().filter(line::equals).isPresent());
  }

  boolean runs(Task task) {
    return running.stream().anyMatch(held -> held.task() == task);
  }

  public String name() {
    return name;
  }

  public String ip() {
    return ip;
  }

  public double createdAt() {
    return createdAt;
  }

  /** When it got a node; infinite when it never does. */
  public double placedAt() {
    return placedAt;
  }

  /** NaN before. */
  public double readyAt() {
    return readyAt;
  }

  public boolean isReady() {
    return !Double.isNaN(readyAt);
  }

  public boolean isStopping() {
    return stopping;
  }

  boolean isGone() {
    return gone;
  }

  public Map<String, String> annotations() {
    return Map.copyOf(annotations);
  }

  /** By which a ReplicaSet chooses. */
  int deletionCost() {
    return Integer.parseInt(annotations.getOrDefault(DELETION_COST, "0"));
  }

  /** Whether its container runs; it is ready a moment later. */
  public boolean hasBegun(double now) {
    return begunAt <= now;
  }

  public boolean isCordoned(double now) {
    return cordonedUntil > now;
  }

  /** Since when what runs its tasks has not answered; empty while it does. */
  public Optional<Double> brokenSince() {
    return Optional.of(brokenSince).filter(Double::isFinite);
  }

  public int slots() {
    return slots;
  }

  /** Tasks in its hands, running or waiting for their key. */
  public int inHand() {
    return running.size() + blocked.size();
  }

  public int blocked() {
    return blocked.size();
  }

  public List<Task> running() {
    return running.stream().map(Held::task).toList();
  }

  /** Since when a slot has been free while it pulled, as its worker says; empty without proof. */
  public Optional<Double> freeSince(double now) {
    // A cordon may have ended by itself.
    note(now);
    return freeSlots.since(moment(now)).map(since -> since.nanos() / NANOS);
  }

  public Tally tally() {
    return tally;
  }
}
