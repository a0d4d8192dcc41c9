// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the cluster's pods as processes of this machine, each on a loopback address of its own. It
 * starts no more pods at once than it has processors: twenty that start together would all be ready
 * as late as the last one is when they start in turn.
 */
final class Node implements AutoCloseable {
  private static final int STARTS = Runtime.getRuntime().availableProcessors();

  private final KubernetesClient client;
  private final ClusterOptions options;
  private final Clock clock;
  private final List<ClusterObserver> observers;
  private final Map<String, PodRunner> running = new LinkedHashMap<>();
  private final AtomicInteger addresses = new AtomicInteger();
  private final int block = ThreadLocalRandom.current().nextInt(1, 255);

  public Node(
      KubernetesClient client,
      ClusterOptions options,
      Clock clock,
      List<ClusterObserver> observers) {
    this.client = client;
    this.options = options;
    this.clock = clock;
    this.observers = observers;
  }

  public synchronized void tick(Collection<Pod> pods) {
    for (var pod : pods) {
      var runner =
          running.computeIfAbsent(
              pod.getMetadata().getUid(),
              uid -> new PodRunner(client, pod, nextAddress(), options, clock, observers));
      Loop.guard("the node", () -> runner.tick(pod, starting() < STARTS));
    }
    running.values().removeIf(PodRunner::isGone);
  }

  private long starting() {
    return running.values().stream().filter(PodRunner::isStarting).count();
  }

  /**
   * 127.B.0.2, 127.B.0.3, …: the whole of 127.0.0.0/8 is loopback on Linux. B differs from cluster
   * to cluster, or the pods of two on one machine would want the same port of the same address.
   */
  private String nextAddress() {
    var n = addresses.incrementAndGet();
    return "127." + block + "." + (n / 250) % 250 + "." + (n % 250 + 1);
  }

  public synchronized void crash(String pod) {
    running.values().stream().filter(r -> r.name().equals(pod)).forEach(PodRunner::kill);
  }

  public synchronized void crashAll(String prefix) {
    running.values().stream().filter(r -> r.name().startsWith(prefix)).forEach(PodRunner::kill);
  }

  /** Kills every process, and waits until none is left. */
  @Override
  public synchronized void close() {
    running.values().forEach(PodRunner::kill);
    running.values().forEach(PodRunner::awaitEnd);
    running.clear();
  }
}
