// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.protocol.TaskRun;
import dev.taskworkers.protocol.WorkerReport;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A task that runs.
 *
 * @param task the id of its message
 * @param attempt the number of the run, from 1
 * @param stuck it was told to stop, and goes on
 */
record RunView(
    String pod, String task, int attempt, double seconds, double limitSeconds, boolean stuck) {
  private static final int MOST = 20;

  /** The longest of all workers. */
  static List<RunView> longest(Map<String, WorkerReport> reports) {
    return reports.entrySet().stream()
        .flatMap(
            worker -> worker.getValue().running().stream().map(run -> of(worker.getKey(), run)))
        .sorted(Comparator.comparingDouble(RunView::seconds).reversed())
        .limit(MOST)
        .toList();
  }

  private static RunView of(String pod, TaskRun run) {
    return new RunView(
        pod, run.task(), run.attempt(), run.seconds(), run.limitSeconds(), run.stuck());
  }
}
