// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.worlds.spec.Disturbance.BrokenPods;
import dev.taskworkers.worlds.spec.Disturbance.Evicted;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What happens to pods that their Deployment has not wanted. */
public final class PodFates {
  /** A container that crashed is started anew at once. */
  private static final double RESTART_SECONDS = 2;

  /** From a start of one that crashes again and again to the next crash. */
  private static final double LIFE_SECONDS = 5;

  /** Kubernetes pkg/kubelet: the pause before a container's restarts, doubled up to the longest. */
  private static final double FIRST_PAUSE_SECONDS = 10;

  private static final double LONGEST_PAUSE_SECONDS = 300;

  private final VirtualTime time;
  private final Cluster cluster;

  public PodFates(VirtualTime time, Cluster cluster) {
    this.time = time;
    this.cluster = cluster;
  }

  /** The nodes of some pods are gone, busy ones first. */
  public void lose(int count) {
    busiest(count).forEach(cluster::end);
    cluster.reconcile();
  }

  /** Some pods, busy ones first, are told to stop and killed after a while. */
  public void evict(Evicted eviction) {
    var notice = Duration.ofMillis(Math.round(eviction.noticeSeconds() * 1000));
    for (var pod : busiest(eviction.pods())) {
      cluster.drain(pod);
      if (eviction.isTold()) {
        pod.worker().ifPresent(worker -> worker.loop().hurry("its machine is taken back", notice));
      }
      time.after(notice, () -> cluster.end(pod));
    }
    cluster.reconcile();
  }

  /** The container of some pods, of busy ones first, is killed and started anew. */
  public void killContainers(int count) {
    for (var pod : busiest(count)) {
      cluster.crash(pod);
      time.at(time.seconds() + RESTART_SECONDS, () -> cluster.begin(pod));
    }
  }

  /** Somebody annotates some pods to be drained, busy ones first. */
  public void askToDrain(int count) {
    busiest(count).forEach(pod -> pod.annotate(ClusterNames.DRAIN, Optional.of("true")));
  }

  private List<PlayedPod> busiest(int count) {
    return cluster.pods().stream()
        .filter(pod -> pod.isPlaced() && !pod.isStopping())
        .sorted(Comparator.comparingInt(pod -> -pod.running()))
        .limit(count)
        .toList();
  }

  /** In some pods what runs the tasks answers no more. */
  public void breakDown(BrokenPods broken) {
    for (var handler : handlers(broken.pods())) {
      handler.breakDown();
      if (broken.isLoop()) {
        mendLater(handler, FIRST_PAUSE_SECONDS, broken.until());
      }
    }
  }

  private void mendLater(Handler handler, double pause, double until) {
    time.at(
        time.seconds() + pause,
        () -> {
          handler.mend();
          if (time.seconds() < until) {
            time.at(
                time.seconds() + LIFE_SECONDS,
                () -> {
                  handler.breakDown();
                  mendLater(handler, Math.min(2 * pause, LONGEST_PAUSE_SECONDS), until);
                });
          }
        });
  }

  /** Some pods run tasks so many times as slow. */
  public void slowDown(int count, double factor) {
    handlers(count).forEach(handler -> handler.slowDown(factor));
  }

  private List<Handler> handlers(int count) {
    return cluster.pods().stream()
        .filter(pod -> pod.isReady() && !pod.isStopping())
        .limit(count)
        .map(pod -> pod.worker().orElseThrow().handler())
        .toList();
  }
}
