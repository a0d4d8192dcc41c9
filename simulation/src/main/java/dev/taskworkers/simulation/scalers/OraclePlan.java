// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.simulation.world.SimulationConfig;
import dev.taskworkers.simulation.world.Tasks;
import java.util.Arrays;

/**
 * Pods that are ready at each second, the fewest that start every task within the longest wait: the
 * taut string gives the rate of starts, pods run only while the starts are behind it, and a pod
 * that would be missing for less than its start takes is kept. Where all pods together are too few
 * for that, all of them run until they have made up for it.
 */
public final class OraclePlan {
  private final Tasks tasks;
  private final SimulationConfig config;
  private final int seconds;
  private final int[] pods;

  /** A plan for tasks that arrive within {@code seconds}. */
  public OraclePlan(Tasks tasks, int seconds, SimulationConfig config) {
    this.tasks = tasks;
    this.config = config;
    this.seconds = seconds;
    this.pods = new int[seconds + 1];
    var arrived = arrivedBy(0);
    var due = arrivedBy(config.maxWaitSeconds());
    due[seconds] = arrived[seconds];
    follow(new TautString(due, arrived).slopes(), arrived);
    keepThroughGaps();
  }

  /** Pods to be ready at each second. */
  public int[] pods() {
    return pods.clone();
  }

  /**
   * One pod more in each second in which a late task waited.
   *
   * @return whether that changes the plan; not where all pods are in it already
   */
  public boolean addWhere(boolean[] late) {
    var before = pods.clone();
    for (var second = 0; second <= seconds; second++) {
      pods[second] = Math.min(config.maxReplicas(), pods[second] + (late[second] ? 1 : 0));
    }
    keepThroughGaps();
    return !Arrays.equals(before, pods);
  }

  private double[] arrivedBy(double later) {
    var count = new double[seconds + 1];
    var task = 0;
    for (var second = 0; second <= seconds; second++) {
      while (task < tasks.count() && tasks.arrival(task) <= second - later) {
        task++;
      }
      count[second] = task;
    }
    return count;
  }

  private void follow(double[] rates, double[] arrived) {
    var taskSeconds = meanTaskSeconds();
    double wanted = 0;
    double started = 0;
    var overdue = false;
    for (var second = 0; second < seconds; second++) {
      var ideal = rates[second] * taskSeconds / config.slotsPerPod();
      wanted += rates[second];
      var ahead = started >= wanted + 1;
      var ready = (int) (ahead ? Math.floor(ideal) : Math.ceil(ideal - 1e-9));
      overdue = started < wanted - 0.5 && (overdue || ready > config.maxReplicas());
      pods[second] = overdue ? config.maxReplicas() : Math.min(config.maxReplicas(), ready);
      started =
          Math.min(
              arrived[second + 1], started + pods[second] * config.slotsPerPod() / taskSeconds);
    }
  }

  private double meanTaskSeconds() {
    double sum = 0;
    for (var task = 0; task < tasks.count(); task++) {
      sum += tasks.work(task);
    }
    return tasks.count() == 0 ? config.taskSeconds() : sum / tasks.count();
  }

  private void keepThroughGaps() {
    var gap = (int) Math.ceil(config.podStart().mean());
    var most = Arrays.stream(pods).max().orElse(0);
    for (var level = 1; level <= most; level++) {
      var last = -gap - 1;
      for (var second = 0; second <= seconds; second++) {
        if (pods[second] >= level) {
          if (second - last <= gap) {
            for (var between = last + 1; between < second; between++) {
              pods[between] = Math.max(pods[between], level);
            }
          }
          last = second;
        }
      }
    }
  }
}
