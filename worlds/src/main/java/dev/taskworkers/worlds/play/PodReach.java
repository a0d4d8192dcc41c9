// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.Lies;
import dev.taskworkers.worlds.spec.Disturbance.SomeUnheard;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.World;
import java.util.stream.Stream;

/** Which pods the operator can't reach in a world, and which tell it what can't be true. */
record PodReach(World world) {
  /** Since when a pod can't be reached; NaN when it can. */
  double hiddenSince(PlayedPod pod, double now) {
    return since(
        Stream.concat(
            world.all(Unheard.class),
            world.all(SomeUnheard.class).filter(some -> pod.isAmong(some.share()))),
        now);
  }

  /** Since when a pod has told what can't be true; NaN when it does not. */
  double lyingSince(PlayedPod pod, double now) {
    return since(world.all(Lies.class).filter(some -> pod.isAmong(some.share())), now);
  }

  private static double since(Stream<? extends Disturbance> some, double now) {
    return some.filter(one -> one.from() <= now && now < one.until())
        .mapToDouble(Disturbance::from)
        .min()
        .orElse(Double.NaN);
  }
}
