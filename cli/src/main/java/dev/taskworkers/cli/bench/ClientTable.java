// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import dev.taskworkers.bench.ClientResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Clients of Pub/Sub side by side. */
final class ClientTable {
  private ClientTable() {}

  static void print(List<ClientResult> results, PrintWriter out) {
    var programs = results.stream().anyMatch(result -> result.programMicrosPerTask() > 0);
    out.println(
        "client                   tasks/s    p50 ms    p99 ms   CPU µs/task"
            + (programs ? "   its programs'" : ""));
    for (var result : results) {
      out.printf(
          Locale.ROOT,
          "%-22s %9d %9.2f %9.2f %13.1f%s%n",
          result.client(),
          result.tasksPerSecond(),
          result.p50Millis(),
          result.p99Millis(),
          result.cpuMicrosPerTask(),
          programs ? String.format(Locale.ROOT, "%16.1f", result.programMicrosPerTask()) : "");
    }
  }
}
