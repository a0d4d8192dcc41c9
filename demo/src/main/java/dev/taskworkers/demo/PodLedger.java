// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.localcluster.ClusterObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Books the pods of one pool: what they cost, and what they were doing when told to stop. */
final class PodLedger implements ClusterObserver {
  private static final Logger LOG = LoggerFactory.getLogger(PodLedger.class);

  private final String prefix;
  private final TaskLedger tasks;
  private final Clock clock;
  private final Map<String, Instant> created = new LinkedHashMap<>();
  private final Map<String, Instant> ready = new HashMap<>();
  private final Map<String, Map<String, Instant>> heldAtStop = new HashMap<>();
  private Duration spent = Duration.ZERO;
  private Duration firstStart = Duration.ZERO;
  private Optional<Instant> lastGone = Optional.empty();
  private int peak;
  private int coldStarts;
  private int removedWhileBusy;

  /** A delivery this short before the stop may still be on its way to the pod. */
  private final Duration onItsWay;

  /**
   * A ledger of the pods whose names begin with {@code prefix}.
   *
   * @param clock the cluster's
   * @param onItsWay how long, on that clock, a delivery may take to a pod
   */
  public PodLedger(String prefix, TaskLedger tasks, Clock clock, Duration onItsWay) {
    this.prefix = prefix;
    this.tasks = tasks;
    this.clock = clock;
    this.onItsWay = onItsWay;
  }

  @Override
  public synchronized void podCreated(String pod, Instant at) {
    if (pod.startsWith(prefix)) {
      coldStarts += created.isEmpty() ? 1 : 0;
      created.put(pod, at);
      peak = Math.max(peak, created.size());
    }
  }

  @Override
  public synchronized void podReady(String pod, Instant at) {
    if (pod.startsWith(prefix)) {
      if (firstStart.isZero()) {
        firstStart = Duration.between(created.get(pod), at);
      }
      ready.put(pod, at);
    }
  }

  @Override
  public synchronized void podStopping(String pod, Instant at) {
    if (!pod.startsWith(prefix)) {
      return;
    }
    ready.remove(pod);
    var held = new HashMap<>(tasks.heldNow(pod));
    held.values().removeIf(since -> since.plus(onItsWay).isAfter(at));
    if (!held.isEmpty()) {
      heldAtStop.put(pod, held);
      removedWhileBusy += anotherIsIdle() ? 1 : 0;
      LOG.debug("{} is told to stop with {} tasks", pod, held.size());
    }
  }

  private boolean anotherIsIdle() {
    return ready.keySet().stream().anyMatch(other -> tasks.heldNow(other).isEmpty());
  }

  @Override
  public synchronized void podGone(String pod, Instant at) {
    var since = created.remove(pod);
    if (since != null) {
      spent = spent.plus(Duration.between(since, at));
      lastGone = Optional.of(at);
    }
  }

  /** Pods that exist now. */
  public synchronized int existing() {
    return created.size();
  }

  public synchronized int readyNow() {
    return ready.size();
  }

  public synchronized Set<String> readyPods() {
    return Set.copyOf(ready.keySet());
  }

  public synchronized int peak() {
    return peak;
  }

  /** Seconds from a pod's creation to its being ready, of the first that became it; 0 before. */
  public synchronized double firstStartSeconds() {
    return firstStart.toMillis() / 1000.0;
  }

  /** When a pod ended, the latest. */
  public synchronized Optional<Instant> lastGone() {
    return lastGone;
  }

  /** How often the pool went from no pod to some. */
  public synchronized int coldStarts() {
    return coldStarts;
  }

  /** Pods told to stop while they ran a task although another ran none. */
  public synchronized int removedWhileBusy() {
    return removedWhileBusy;
  }

  /** Whether a pod held this task when it was told to stop. */
  synchronized boolean heldAtStop(String pod, String messageId) {
    return heldAtStop.getOrDefault(pod, Map.of()).containsKey(messageId);
  }

  /** Seconds from each pod's creation to its end, added; pods that exist count up to now. */
  public synchronized double podSeconds() {
    var now = clock.instant();
    var total = spent;
    for (var since : created.values()) {
      total = total.plus(Duration.between(since, now));
    }
    return total.toMillis() / 1000.0;
  }
}
