// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.worlds.play.Cluster.Removal;
import dev.taskworkers.worlds.play.PlayedTask;
import dev.taskworkers.worlds.spec.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that has happened in a world and that a promise may ask about. */
public final class History {
  private static final State NOT_TOLD = new State("Unknown", "NotTold");

  private final World world;
  private final Truth truth;
  private final Digest digest = new Digest();

  /** For each second, the digest of all until then. */
  private final long[] digests;

  private final List<Look> looks = new ArrayList<>();
  private final List<Removal> removals = new ArrayList<>();
  private final List<Double> writes = new ArrayList<>();
  private final Map<ConditionType, TreeMap<Double, State>> conditions =
      new TreeMap<>(Comparator.comparing(ConditionType::word));
  private List<PlayedTask> tasks = List.of();
  private double podSeconds;
  private long unacknowledged;

  /**
   * What a condition says.
   *
   * @param status True, False or Unknown
   */
  public record State(String status, String reason) {
    @Override
    public String toString() {
      return status + " (" + reason + ")";
    }
  }

  public History(World world) {
    this.world = world;
    this.truth = new Truth(world.seconds());
    this.digests = new long[world.seconds()];
  }

  public void add(Look look) {
    looks.add(look);
    look.digest(digest);
  }

  public void add(Removal removal) {
    removals.add(removal);
    digest.add(removal.at()).add(removal.pod()).add(removal.running());
  }

  /**
   * What is true in a second, after all that has happened before it.
   *
   * @param asked replicas of the Deployment
   */
  public void note(int second, Truth.Pods pods, int asked, Truth.Tasks all) {
    truth.note(second, pods, asked, all);
    truth.digest(second, digest);
    digests[second] = digest.sum();
  }

  /** The API server took a write. */
  public void addWrite(double at) {
    writes.add(at);
  }

  /**
   * A status was written with these conditions; one that was there before and is not, is Unknown.
   */
  public void note(double at, Map<ConditionType, State> written) {
    written.forEach((condition, state) -> note(at, condition, state));
    conditions.keySet().stream()
        .filter(condition -> !written.containsKey(condition))
        .toList()
        .forEach(condition -> note(at, condition, NOT_TOLD));
  }

  /** A condition of the status has been written. */
  public void note(double at, ConditionType condition, State state) {
    var known = conditions.computeIfAbsent(condition, name -> new TreeMap<>());
    if (known.isEmpty() || !known.lastEntry().getValue().equals(state)) {
      known.put(at, state);
      digest.add(condition.word()).add(at).add(state.status()).add(state.reason());
    }
  }

  /**
   * The world is over.
   *
   * @param left messages that Pub/Sub still has
   */
  public void end(List<PlayedTask> all, double spent, long left) {
    tasks = List.copyOf(all);
    podSeconds = spent;
    unacknowledged = left;
    for (var task : tasks) {
      digest.add(task.publishedAt()).add(task.firstStartedAt()).add(task.doneAt());
    }
  }

  public World world() {
    return world;
  }

  public Truth truth() {
    return truth;
  }

  public List<Look> looks() {
    return looks;
  }

  public List<Removal> removals() {
    return removals;
  }

  public List<Double> writes() {
    return writes;
  }

  /** For each condition, since when the API server has had it say what. */
  public Map<ConditionType, TreeMap<Double, State>> conditions() {
    return conditions;
  }

  /** What a condition said at a second; empty before it was first seen. */
  public Optional<State> condition(ConditionType type, double at) {
    return Optional.ofNullable(conditions.get(type))
        .map(states -> states.floorEntry(at))
        .map(Map.Entry::getValue);
  }

  /** All tasks, in the order of their publishing. */
  public List<PlayedTask> tasks() {
    return tasks;
  }

  public double podHours() {
    return podSeconds / 3600;
  }

  /** Messages that Pub/Sub still has at the end. */
  public long unacknowledged() {
    return unacknowledged;
  }

  /** Whether until the end of a second the same has happened as in {@code other}. */
  public boolean isAs(History other, int second) {
    return second < other.digests.length && digests[second] == other.digests[second];
  }

  /** The same for the same history wherever it is played, and hardly ever for another one. */
  public String digest() {
    return digest.text();
  }
}
