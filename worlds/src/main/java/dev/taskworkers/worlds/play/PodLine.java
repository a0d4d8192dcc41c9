// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.operator.signals.workers.PodAddress;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.worlds.spec.Disturbance.LateReports;
import dev.taskworkers.worlds.spec.World;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The network between an operator and the workers. */
final class PodLine implements WorkerLine {
  private final List<LateReports> late;
  private final PodReach reach;
  private final Cluster cluster;
  private final IOException nobody = new IOException("nobody answers");
  private final ProcessTime operator;

  /**
   * @param operator who asks
   */
  public PodLine(World world, Cluster cluster, ProcessTime operator) {
    this.late = world.all(LateReports.class).toList();
    this.reach = new PodReach(world);
    this.cluster = cluster;
    this.operator = operator;
  }

  @Override
  public CompletableFuture<WorkerReport> report(PodAddress address) {
    var pod = reachable(address);
    if (pod.isEmpty()) {
      return CompletableFuture.failedFuture(nobody);
    }
    var report = told(pod.get());
    var delay = delay();
    if (delay == 0) {
      return CompletableFuture.completedFuture(report);
    }
    var answer = new CompletableFuture<WorkerReport>();
    operator.after(Duration.ofMillis(Math.round(delay * 1000)), () -> answer.complete(report));
    return answer;
  }

  private WorkerReport told(PlayedPod pod) {
    return Double.isNaN(reach.lyingSince(pod, now())) ? pod.report() : pod.lie();
  }

  private double delay() {
    var now = now();
    var seconds = 0.0;
    for (var one : late) {
      seconds += one.from() <= now && now < one.until() ? one.seconds() : 0;
    }
    return seconds;
  }

  private double now() {
    return operator.moment().nanos() / 1e9;
  }

  private Optional<PlayedPod> reachable(PodAddress address) {
    return cluster
        .find(address.name())
        .filter(PlayedPod::hasBegun)
        .filter(pod -> Double.isNaN(reach.hiddenSince(pod, now())));
  }

  @Override
  public void cordon(PodAddress pod) {
    tell(pod, worker -> worker.loop().cordon());
  }

  @Override
  public void uncordon(PodAddress pod) {
    tell(pod, worker -> worker.loop().uncordon());
  }

  @Override
  public void share(PodAddress pod, RateShare share) {
    tell(pod, worker -> worker.loop().share(share));
  }

  /** An order is an action of the worker's own loop. */
  private void tell(PodAddress address, Consumer<PlayedPod.Worker> order) {
    reachable(address)
        .flatMap(PlayedPod::worker)
        .ifPresent(worker -> worker.process().execute(() -> order.accept(worker)));
  }
}
