// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** What is true of the pods of a Deployment at a second, whatever the operator knows of it. */
public final class PodFacts {
  /** A pod that has started nothing for so long is idle. */
  public static final double IDLE_SECONDS = 60;

  private final Collection<PlayedPod> pods;
  private final PodReach reach;
  private final double now;

  PodFacts(Collection<PlayedPod> pods, PodReach reach, double now) {
    this.pods = pods;
    this.reach = reach;
    this.now = now;
  }

  /** How many there are. */
  public int size() {
    return pods.size();
  }

  /** Pods that are ready and stay. */
  public int ready() {
    var ready = 0;
    for (var pod : pods) {
      ready += pod.isReady() && !pod.isStopping() ? 1 : 0;
    }
    return ready;
  }

  /** Ready pods that stay and pull, have a slot, and have started nothing for a minute. */
  public int idle() {
    return (int)
        pods.stream()
            .filter(pod -> pod.isReady() && !pod.isStopping() && !pod.isBroken())
            .filter(pod -> now - pod.lastMoved() >= IDLE_SECONDS)
            .filter(pod -> pod.running() < pod.slots())
            .filter(PlayedPod::pulls)
            .count();
  }

  /** For how long a pod that stays has had no node, seconds; 0 without one. */
  public double unplacedFor() {
    return longest(pod -> pod.isPlaced() ? Double.NaN : pod.createdAt());
  }

  /** For how long the handler of a pod that stays has given no answer, seconds; 0 without one. */
  public double brokenFor() {
    return longest(PlayedPod::refusedFirst);
  }

  /** For how long the operator has not been able to reach a ready pod that stays, seconds. */
  public double unheardFor() {
    return longest(pod -> whileReady(pod, reach.hiddenSince(pod, now)));
  }

  /**
   * For how long a ready pod that stays and can be reached has told what can't be true, seconds.
   */
  public double lyingFor() {
    return longest(
        pod ->
            Double.isNaN(reach.hiddenSince(pod, now))
                ? whileReady(pod, reach.lyingSince(pod, now))
                : Double.NaN);
  }

  private static double whileReady(PlayedPod pod, double since) {
    return pod.isReady() ? Math.max(pod.readinessSince(), since) : Double.NaN;
  }

  private double longest(ToDoubleFunction<PlayedPod> since) {
    var longest = 0.0;
    for (var pod : pods) {
      var seconds = pod.isStopping() ? 0 : now - since.applyAsDouble(pod);
      longest = seconds > longest ? seconds : longest;
    }
    return longest;
  }
}
