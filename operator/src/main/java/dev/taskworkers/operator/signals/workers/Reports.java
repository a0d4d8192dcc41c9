// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.protocol.WorkerReport;
import java.util.Map;

/**
 * The pods' own words, by name, and the sum of them.
 *
 * @param doubted what pods say that can't be true, and is left out
 * @param refusing why pods have refused orders for minutes
 */
public record Reports(
    Map<String, WorkerReport> byPod,
    Service service,
    Map<String, String> doubted,
    Map<String, String> refusing) {
  public Reports {
    byPod = Map.copyOf(byPod);
    doubted = Map.copyOf(doubted);
    refusing = Map.copyOf(refusing);
  }

  Reports refusing(Map<String, String> pods) {
    return new Reports(byPod, service, doubted, pods);
  }
}
