package dev.taskworkers.operator.scaling.learning;

import dev.taskworkers.operator.scaling.signals.Observation;

/** Whether free slots prove that nothing waits. */
public final class FreeSlots {
  private FreeSlots() {}

  /**
   * Whether the newest sample contradicts them: when it was taken a slot was free, and more waited
   * than all slots could have taken. Then pulls bring too little, late or nothing, as Pub/Sub may
   * do for any reason of its own, and slots stay free although tasks wait. Fewer are on their way,
   * and need no more pods.
   */
  public static boolean contradicted(Observation seen, History history, int slotsPerPod) {
    return seen.backlog()
        .fix()
        .filter(sample -> history.covers(sample.at()))
        .filter(
            sample ->
                history
                    .at(sample.at())
                    .filter(then -> then.reported() && then.service().freeSince().isPresent())
                    .map(then -> (double) then.ready() * slotsPerPod)
                    .filter(slots -> history.notStarted(sample, slotsPerPod) > slots)
                    .isPresent())
        .isPresent();
  }
}
