// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** What the pods of a namespace cost, and which of them ran tasks when they were told to stop. */
final class PodRecorder implements Watcher<Pod> {
  private final Clock clock;
  private final ToIntFunction<String> running;
  private final Map<String, Instant> created = new HashMap<>();
  private final Set<String> stopping = new HashSet<>();
  private Duration spent = Duration.ZERO;
  private int most;
  private int removedWhileBusy;

  /**
   * @param running how many tasks the worker at an address runs now; 0 when there is none
   */
  public PodRecorder(Clock clock, ToIntFunction<String> running) {
    this.clock = clock;
    this.running = running;
  }

  @Override
  public synchronized void eventReceived(Action action, Pod pod) {
    var name = pod.getMetadata().getName();
    if (action == Action.DELETED) {
      var since = created.remove(name);
      if (since != null) {
        spent = spent.plus(Duration.between(since, clock.instant()));
      }
      return;
    }
    created.putIfAbsent(name, clock.instant());
    most = Math.max(most, created.size());
    if (pod.getMetadata().getDeletionTimestamp() != null && stopping.add(name)) {
      var address = pod.getStatus().getPodIP();
      removedWhileBusy += address != null && running.applyAsInt(address) > 0 ? 1 : 0;
    }
  }

  @Override
  public void onClose(WatcherException cause) {}

  public synchronized boolean isEmpty() {
    return created.isEmpty();
  }

  /** The most pods that existed at once, those that were stopping included. */
  public synchronized int most() {
    return most;
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

  /** Pods that were told to stop while they ran tasks, which they then had to finish. */
  public synchronized int removedWhileBusy() {
    return removedWhileBusy;
  }
}
