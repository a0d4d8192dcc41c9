// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.signals.workers.PodAddress;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerReport;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What nobody catches must not keep a pool from being looked at again. */
final class ErrorInALookTest extends OperatorOnFastClock {
  private final AtomicBoolean broken = new AtomicBoolean(true);

  /** Its class can't be loaded whole for as long as it is broken. */
  private record Line(WorkerLine line, AtomicBoolean broken) implements WorkerLine {
    @Override
    public Optional<String> refusal(PodAddress pod) {
      if (broken.get()) {
        throw new NoClassDefFoundError("dev/taskworkers/Absent");
      }
      return line.refusal(pod);
    }

    @Override
    public CompletableFuture<WorkerReport> report(PodAddress pod) {
      return line.report(pod);
    }

    @Override
    public void share(PodAddress pod, RateShare share) {
      line.share(pod, share);
    }

    @Override
    public void cordon(PodAddress pod) {
      line.cordon(pod);
    }

    @Override
    public void uncordon(PodAddress pod) {
      line.uncordon(pod);
    }
  }

  @Test
  void a_pool_is_looked_at_again_after_an_error_that_is_no_exception() {
    network = line -> new Line(line, broken);
    operator(Map.of());
    store(
        "p",
        "{subscription: \"%s\", scaling: {minReplicas: 1}, handler: {exec: {command: [run]}},"
                .formatted(subscription)
            + " template: {spec: {containers: [{name: c, image: steady}]}}}");
    soon().until(() -> says("p", "Ready", "False", "dev/taskworkers/Absent"));

    broken.set(false);

    soon()
        .until(() -> condition("p", "Ready").isPresent() && !says("p", "Ready", "False", "Absent"));
    assertThat(replicas("p")).isEqualTo(1);
  }
}
