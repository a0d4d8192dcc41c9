// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.demo.DemoReport;
import dev.taskworkers.demo.StreamLedger;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A demo's report in a few lines. */
final class DemoSummary {
  private DemoSummary() {}

  public static void print(DemoReport result, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%d tasks dispatched, %d completed, %d lost, %d done twice%n",
        result.dispatched(),
        result.completed(),
        result.lost(),
        result.duplicates());
    out.printf(
        Locale.ROOT,
        "waits: half within %.1f s, 95%% within %.1f s, 99%% within %.1f s, longest %.1f s%n",
        result.waits().p50(),
        result.waits().p95(),
        result.waits().p99(),
        result.waits().max());
    out.printf(
        Locale.ROOT,
        "from zero: the first task waited %.1f s, its pod was ready after %.1f s; back at zero %.1f"
            + " s after the last task%n",
        result.firstWait(),
        result.firstPodStart(),
        result.zeroAfter());
    out.printf(
        Locale.ROOT,
        "pods: at most %d, %.0f pod-seconds, %d left; %d removed while busy, %d tasks"
            + " interrupted%n",
        result.peakReplicas(),
        result.podSeconds(),
        result.finalReplicas(),
        result.removedWhileBusy(),
        result.interrupted());
    out.printf(
        Locale.ROOT,
        "Cloud Monitoring was asked %d times; %d streams were opened, Pub/Sub ended %d%n",
        result.monitoringCalls(),
        result.streamsOpened(),
        result.streamsEnded());
    if (result.streamsOpened() > 0) {
      out.printf("streams were opened: %s%n", causes(result.streamCauses()));
    }
    out.flush();
  }

  private static String causes(Map<StreamLedger.Cause, Integer> causes) {
    return causes.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey().words())
        .collect(Collectors.joining(", "));
  }
}
