// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.operator.signals.workers.PodAddress;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The network between the operator and its workers, which lets less through while files of a name
 * are in a folder.
 */
record BrokenNetwork(WorkerLine line, Path folder) implements WorkerLine {
  /** While there is a file of this name, no report arrives, but orders do. */
  static final String REPORTS_SILENT = "reports-silent";

  /** While there is a file of this name, neither reports nor orders arrive. */
  static final String WORKERS_UNHEARD = "workers-unheard";

  @Override
  public CompletableFuture<WorkerReport> report(PodAddress pod) {
    return has(REPORTS_SILENT) || has(WORKERS_UNHEARD)
        ? CompletableFuture.failedFuture(new IOException("the network is broken"))
        : line.report(pod);
  }

  @Override
  public void cordon(PodAddress pod) {
    if (!has(WORKERS_UNHEARD)) {
      line.cordon(pod);
    }
  }

  @Override
  public void uncordon(PodAddress pod) {
    if (!has(WORKERS_UNHEARD)) {
      line.uncordon(pod);
    }
  }

  @Override
  public void share(PodAddress pod, RateShare share) {
    if (!has(WORKERS_UNHEARD)) {
      line.share(pod, share);
    }
  }

  @Override
  public Optional<String> refusal(PodAddress pod) {
    return line.refusal(pod);
  }

  private boolean has(String fault) {
    return Files.exists(folder.resolve(fault));
  }
}
