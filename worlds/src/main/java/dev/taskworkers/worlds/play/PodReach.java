// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.Lies;
import dev.taskworkers.worlds.spec.Disturbance.SomeUnheard;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.World;
import java.util.List;

/** Which pods the operator can't reach in a world, and which tell it what can't be true. */
final class PodReach {
  private final List<Unheard> unheard;
  private final List<SomeUnheard> someUnheard;
  private final List<Lies> lies;

  /** Sorts the disturbances once: each pod is asked about in each second. */
  PodReach(World world) {
    unheard = world.all(Unheard.class).toList();
    someUnheard = world.all(SomeUnheard.class).toList();
    lies = world.all(Lies.class).toList();
  }

  /** Since when a pod can't be reached; NaN when it can. */
  double hiddenSince(PlayedPod pod, double now) {
    var since = Double.NaN;
    for (var all : unheard) {
      since = earlier(since, all, now);
    }
    for (var some : someUnheard) {
      since = pod.isAmong(some.share()) ? earlier(since, some, now) : since;
    }
    return since;
  }

  /** Since when a pod has told what can't be true; NaN when it does not. */
  double lyingSince(PlayedPod pod, double now) {
    var since = Double.NaN;
    for (var some : lies) {
      since = pod.isAmong(some.share()) ? earlier(since, some, now) : since;
    }
    return since;
  }

  /** The beginning of a disturbance that is on, unless another one has begun before. */
  private static double earlier(double since, Disturbance one, double now) {
    return one.from() <= now && now < one.until() && !(since <= one.from()) ? one.from() : since;
  }
}
