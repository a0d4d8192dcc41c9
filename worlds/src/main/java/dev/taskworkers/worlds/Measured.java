// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.taskworkers.simulation.Percentiles;
import dev.taskworkers.worlds.play.PlayedTask;
import dev.taskworkers.worlds.promises.History;
import dev.taskworkers.worlds.promises.Look;
import dev.taskworkers.worlds.promises.Promise;
import java.util.List;

/**
 * What one named world came to with one seed; the fields are those of the JSON that is printed.
 *
 * @param completed tasks that are done, dead letters among them
 * @param removedWhileBusy pods that were told to stop while they ran a task
 * @param secondsAtZeroWithWork in which a task could have run and the Deployment had no replicas
 * @param waits how long tasks waited for their first start, seconds
 * @param broken promises that were not kept
 */
public record Measured(
    String name,
    long seed,
    long completed,
    long deadLetters,
    double podHours,
    double oraclePodHours,
    int peakReplicas,
    long removedWhileBusy,
    long secondsAtZeroWithWork,
    double changesPerHour,
    @JsonProperty("wait") Percentiles waits,
    List<String> broken) {
  private static final double HOUR = 3600;

  static Measured of(String name, History history) {
    var truth = history.truth();
    var peak = 0;
    var atZero = 0;
    for (var second = 0; second < truth.seconds(); second++) {
      peak = Math.max(peak, truth.replicas(second));
      atZero += truth.replicas(second) == 0 && truth.waiting(second) > 0 ? 1 : 0;
    }
    return new Measured(
        name,
        history.world().seed(),
        history.tasks().stream().filter(PlayedTask::isDone).count(),
        history.tasks().stream().filter(PlayedTask::isDeadLetter).count(),
        rounded(history.podHours()),
        rounded(OracleHours.of(history)),
        peak,
        history.removals().stream().filter(removal -> removal.running() > 0).count(),
        atZero,
        rounded(history.looks().stream().filter(Look::told).count() * HOUR / truth.seconds()),
        waits(history),
        Verdict.of(history).broken().keySet().stream().map(Promise::name).toList());
  }

  private static Percentiles waits(History history) {
    return Percentiles.of(
        history.tasks().stream()
            .mapToDouble(task -> rounded(wait(task, history.world().seconds()))));
  }

  private static double wait(PlayedTask task, double end) {
    var start = Double.isNaN(task.firstStartedAt()) ? end : task.firstStartedAt();
    return start - task.publishedAt();
  }

  /** A thousandth is more than anybody can use. */
  private static double rounded(double value) {
    return Math.rint(value * 1000) / 1000;
  }
}
