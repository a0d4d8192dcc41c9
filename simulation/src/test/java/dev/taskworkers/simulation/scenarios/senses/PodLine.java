package dev.taskworkers.simulation.scenarios.senses;

import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.operator.signals.workers.Workers.PodAddress;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.simulation.scenarios.world.SimulatedPod;
import dev.taskworkers.simulation.scenarios.world.World;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoublePredicate;

/** The network between an operator and the workers of a world. */
public final class PodLine implements WorkerLine {
  private final World world;
  private final DoublePredicate cut;
  private final double delaySeconds;
  private final Deque<Late> late = new ArrayDeque<>();

  /** An answer that is under way. */
  private record Late(double at, CompletableFuture<WorkerReport> answer, WorkerReport report) {}

  /**
   * @param cut when neither questions nor orders get through
   * @param delaySeconds how long each answer is under way
   */
  public PodLine(World world, DoublePredicate cut, double delaySeconds) {
    this.world = world;
    this.cut = cut;
    this.delaySeconds = delaySeconds;
  }

  /** Called once in each second: late answers arrive. */
  public void tick() {
    while (!late.isEmpty() && late.peekFirst().at() <= world.now()) {
      var arrived = late.removeFirst();
      arrived.answer().complete(arrived.report());
    }
  }

  @Override
  public CompletableFuture<WorkerReport> report(PodAddress address) {
    var pod = world.find(address.name()).filter(SimulatedPod::isReady);
    if (pod.isEmpty() || isCut()) {
      return CompletableFuture.failedFuture(new IOException("nobody answers"));
    }
    var report = WorkerReports.of(pod.get(), world.now());
    if (delaySeconds == 0) {
      return CompletableFuture.completedFuture(report);
    }
    var answer = new CompletableFuture<WorkerReport>();
    late.addLast(new Late(world.now() + delaySeconds, answer, report));
    return answer;
  }

  @Override
  public void cordon(PodAddress pod) {
    if (!isCut()) {
      world.cordon(pod.name());
    }
  }

  @Override
  public void uncordon(PodAddress pod) {
    if (!isCut()) {
      world.uncordon(pod.name());
    }
  }

  /** No pool here has a rate that its pods could share. */
  @Override
  public void share(PodAddress pod, long pods) {}

  private boolean isCut() {
    return cut.test(world.now());
  }
}
