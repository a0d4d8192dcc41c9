// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.taskworkers.simulation.world.SimulationConfig;
import java.util.Arrays;

/**
 * How good a run was.
 *
 * @param waits waiting times of the tasks in seconds
 * @param withinMaxWait share of the tasks that started in time
 * @param podHours from asking for a pod to its end, summed
 * @param idlePodHours of these, ready with nothing to do
 * @param changesPerHour how often another number of pods was asked for
 * @param coldStarts how often an empty pool was woken
 * @param removedWhileBusy pods that were told to stop while they ran something
 * @param underProvision the elasticity accuracy of the SPEC research group: pods missing in
 *     relation to the pods that the oracle has ready, mean over time
 * @param overProvision the same for pods too many
 */
@JsonPropertyOrder({
  "wait",
  "withinMaxWait",
  "podHours",
  "idlePodHours",
  "changesPerHour",
  "coldStarts",
  "removedWhileBusy",
  "underProvision",
  "overProvision"
})
public record Score(
    @JsonProperty("wait") Percentiles waits,
    double withinMaxWait,
    double podHours,
    double idlePodHours,
    double changesPerHour,
    double coldStarts,
    double removedWhileBusy,
    double underProvision,
    double overProvision) {

  /** The score of {@code run} beside the clairvoyant's run over the same tasks. */
  static Score of(SimulationRun run, SimulationRun oracle, SimulationConfig config) {
    var waits = run.waits();
    var inTime = Arrays.stream(waits).filter(wait -> wait <= config.maxWaitSeconds()).count();
    var hours = run.seconds() / 3600.0;
    double missing = 0;
    double surplus = 0;
    for (var second = 0; second < run.seconds(); second++) {
      var needed = oracle.ready(second);
      var difference = (double) (run.ready(second) - needed) / Math.max(1, needed);
      missing += Math.max(0, -difference);
      surplus += Math.max(0, difference);
    }
    return new Score(
        Percentiles.of(Arrays.stream(waits)),
        waits.length == 0 ? 1 : (double) inTime / waits.length,
        run.cost().podSeconds() / 3600,
        run.cost().idleSeconds() / 3600,
        run.changes() / hours,
        run.coldStarts(),
        run.cost().removedWhileBusy(),
        missing / run.seconds(),
        surplus / run.seconds());
  }
}
