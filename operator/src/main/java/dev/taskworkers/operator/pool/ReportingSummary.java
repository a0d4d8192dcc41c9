package dev.taskworkers.operator.pool;

import java.util.List;

/**
 * How well a pool's workers can be heard.
 *
 * @param ready pods that are ready, and whose worker therefore should answer
 * @param heard those of them whose last answer is at most 15 s old
 * @param silent names of those that have not been heard for so long that it is no hiccup
 */
record ReportingSummary(int ready, int heard, List<String> silent) {
  public ReportingSummary {
    silent = List.copyOf(silent);
  }
}
