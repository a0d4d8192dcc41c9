// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.worker.execution.LeasedTask;
import dev.taskworkers.worker.execution.TaskState;
import java.util.Arrays;
import java.util.Collection;

/** How many tasks in hand are in each state. */
record StateCounts(
    long inLine,
    long ready,
    long resting,
    long running,
    long beingForwarded,
    long beingAcknowledged,
    long goingBack,
    long inNone) {
  static StateCounts of(Collection<LeasedTask> tasks) {
    var counts = new long[8];
    for (var task : tasks) {
      counts[index(task.state())]++;
    }
    return new StateCounts(
        counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7]);
  }

  /** Written out, as {@link #hashCode}: what the JVM makes for a record it makes at each start. */
  @Override
  public boolean equals(Object other) {
    return other instanceof StateCounts counts && Arrays.equals(values(), counts.values());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values());
  }

  private long[] values() {
    return new long[] {
      inLine, ready, resting, running, beingForwarded, beingAcknowledged, goingBack, inNone
    };
  }

  private static int index(TaskState state) {
    if (state instanceof TaskState.InLine) {
      return 0;
    } else if (state instanceof TaskState.Ready) {
      return 1;
    } else if (state instanceof TaskState.Resting) {
      return 2;
    } else if (state instanceof TaskState.Running) {
      return 3;
    } else if (state instanceof TaskState.BeingForwarded) {
      return 4;
    } else if (state instanceof TaskState.BeingAcknowledged) {
      return 5;
    } else if (state instanceof TaskState.GoingBack) {
      return 6;
    }
    return 7;
  }
}
