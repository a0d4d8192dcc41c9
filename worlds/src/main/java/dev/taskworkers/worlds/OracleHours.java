// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.simulation.scalers.OraclePlan;
import dev.taskworkers.simulation.world.Range;
import dev.taskworkers.simulation.world.SimulationConfig;
import dev.taskworkers.simulation.world.Tasks;
import dev.taskworkers.worlds.play.PlayedTask;
import dev.taskworkers.worlds.promises.History;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * What the tasks of a world would have cost somebody who knew each of them beforehand, lost no pod
 * and let none wait for longer than {@code maxWait}.
 */
final class OracleHours {
  private static final double HOUR = 3600;

  private OracleHours() {}

  static double of(History history) {
    var world = history.world();
    var tasks =
        history.tasks().stream()
            .sorted(Comparator.comparingDouble(PlayedTask::publishedAt))
            .toList();
    if (tasks.isEmpty()) {
      return 0;
    }
    var mean = tasks.stream().mapToDouble(OracleHours::work).average().orElseThrow();
    var setting =
        SimulationConfig.usual()
            .withTasks(world.slots().getMax(), mean)
            .withMaxReplicas(world.mostReplicas())
            .withDelays(world.nodes().start(), new Range(0, 0));
    var pods = new OraclePlan(known(tasks), history.truth().seconds(), setting).pods();
    double seconds = 0;
    var before = 0;
    for (var ready : pods) {
      seconds += ready + Math.max(0, ready - before) * world.nodes().start().mean();
      before = ready;
    }
    return seconds / HOUR;
  }

  private static Tasks known(List<PlayedTask> tasks) {
    return new Tasks(
        tasks.stream().mapToDouble(PlayedTask::publishedAt).toArray(),
        tasks.stream().mapToDouble(OracleHours::work).toArray(),
        new BitSet());
  }

  private static double work(PlayedTask task) {
    return Math.max(1, task.runs()) * task.seconds();
  }
}
