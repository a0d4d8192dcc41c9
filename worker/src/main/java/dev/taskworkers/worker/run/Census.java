package dev.taskworkers.worker.run;

import dev.taskworkers.worker.work.Held;
import dev.taskworkers.worker.work.State;
import java.util.Collection;

/** How many tasks in hand are in each state. */
record Census(
    long inLine,
    long ready,
    long resting,
    long running,
    long beingBuried,
    long beingAcknowledged,
    long goingBack,
    long inNone) {
  static Census of(Collection<Held> tasks) {
    var counts = new long[8];
    tasks.forEach(task -> counts[index(task.state())]++);
    return new Census(
        counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7]);
  }

  private static int index(State state) {
    if (state instanceof State.InLine) {
      return 0;
    } else if (state instanceof State.Ready) {
      return 1;
    } else if (state instanceof State.Resting) {
      return 2;
    } else if (state instanceof State.Running) {
      return 3;
    } else if (state instanceof State.BeingBuried) {
      return 4;
    } else if (state instanceof State.BeingAcknowledged) {
      return 5;
    } else if (state instanceof State.GoingBack) {
      return 6;
    }
    return 7;
  }
}
