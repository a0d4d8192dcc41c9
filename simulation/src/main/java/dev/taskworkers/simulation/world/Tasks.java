// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** All tasks of a run in the order of their arrival; times in seconds from its start. */
public final class Tasks {
  /** A task that fails so often goes to the dead letters: Google's default. */
  static final int ATTEMPTS = 5;

  private final double[] arrivals;
  private final double[] seconds;
  private final BitSet failing;

  /**
   * Tasks.
   *
   * @param arrivals ascending
   * @param seconds how long each one runs
   * @param failing those that fail however often they are tried
   */
  public Tasks(double[] arrivals, double[] seconds, BitSet failing) {
    this.arrivals = arrivals.clone();
    this.seconds = seconds.clone();
    this.failing = (BitSet) failing.clone();
  }

  public int count() {
    return arrivals.length;
  }

  public double arrival(int task) {
    return arrivals[task];
  }

  public double seconds(int task) {
    return seconds[task];
  }

  public boolean fails(int task) {
    return failing.get(task);
  }

  /** How many arrive in each of the first {@code seconds}. */
  public List<Integer> perSecond(int seconds) {
    var counts = new int[seconds];
    for (var arrival : arrivals) {
      if (arrival < seconds) {
        counts[(int) arrival]++;
      }
    }
    return Arrays.stream(counts).boxed().toList();
  }

  /** How long a slot is busy with it in all, every attempt counted. */
  public double work(int task) {
    return (fails(task) ? ATTEMPTS : 1) * seconds(task);
  }
}
