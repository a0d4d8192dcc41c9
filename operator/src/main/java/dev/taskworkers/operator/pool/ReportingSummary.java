// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import java.util.List;
import java.util.Map;

/**
 * How well a pool's workers can be heard.
 *
 * @param ready pods that are ready, and whose worker therefore should answer
 * @param heard those of them whose last answer is at most 15 s old
 * @param silent names of those that have not been heard for so long that it is no hiccup
 * @param refusing why some of them have refused orders for minutes
 */
record ReportingSummary(int ready, int heard, List<String> silent, Map<String, String> refusing) {
  public ReportingSummary {
    silent = List.copyOf(silent);
    refusing = Map.copyOf(refusing);
  }
}
