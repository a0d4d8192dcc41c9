package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import dev.taskworkers.operator.pool.PoolPods.WorkerPod;
import dev.taskworkers.operator.scaling.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is remembered of each pool between reconciliations, in this process alone. */
final class PoolMemories {
  private static final int STARTS = 20;
  private static final Duration UNTIL_SHOWN = Duration.ofSeconds(15);

  /** A pool that was not reconciled for this long is gone. */
  private static final Duration FORGET = Duration.ofMinutes(15);

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /** One pool's memory; used by one thread at a time, as JOSDK reconciles a resource. */
  static final class Entry {
    private final Map<String, Duration> starts = new LinkedHashMap<>();
    private final Cordons cordons = new Cordons();
    private Memory memory;
    private int applied;
    private Instant appliedAt = Instant.MIN;
    private Optional<LastDecision> lastDecision = Optional.empty();
    private Instant used;

    private Entry(Instant now) {
      memory = Memory.startingAt(now);
      used = now;
    }

    Cordons cordons() {
      return cordons;
    }

    /** Notes what the Deployment was just told to have. */
    void applied(int replicas, Instant now) {
      if (replicas != applied) {
        applied = replicas;
        appliedAt = now;
      }
    }

    /** What the Deployment has: the watch may not show our own last word for a moment. */
    int replicas(int shown, Instant now) {
      return appliedAt.plus(UNTIL_SHOWN).isAfter(now) ? applied : shown;
    }

    /** The last decision that was reported; the status that is read may be one write old. */
    Optional<LastDecision> lastDecision() {
      return lastDecision;
    }

    void reported(LastDecision decision) {
      lastDecision = Optional.of(decision);
    }

    Memory memory() {
      return memory;
    }

    void remember(Memory next) {
      memory = next;
    }

    /** The times to ready of the last pods, oldest first, those of {@code pods} included. */
    List<Duration> timesToReady(PoolPods pods) {
      for (WorkerPod pod : pods.all()) {
        pod.timeToReady().ifPresent(time -> starts.putIfAbsent(pod.name(), time));
      }
      var names = starts.keySet().iterator();
      while (starts.size() > STARTS) {
        names.next();
        names.remove();
      }
      return List.copyOf(starts.values());
    }
  }

  Entry of(Pool pool, Instant now) {
    entries.values().removeIf(entry -> entry.used.plus(FORGET).isBefore(now));
    var entry = entries.computeIfAbsent(pool.uid(), uid -> new Entry(now));
    entry.used = now;
    return entry;
  }
}
