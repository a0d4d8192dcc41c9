// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.operator.signals.workers.PodAddress;
import dev.taskworkers.operator.signals.workers.PoolLedger;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.operator.signals.workers.Workers;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.simulation.world.SensorFault.Kind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The operator's own account of the pool's work, from what each worker says when it is asked. */
public final class Reports implements WorkerLine {
  private static final String NAMESPACE = "simulation";

  private final World world;
  private final SimulationConfig config;
  private final PoolLedger ledger = new PoolLedger(NAMESPACE, Signals.START);
  private final Workers workers = new Workers(this, new SecondsClock(), Duration.ZERO);
  private Map<String, Pod> pods = Map.of();
  private int now;

  public Reports(World world, SimulationConfig config) {
    this.world = world;
    this.config = config;
  }

  /** Asks all workers, and adds up what is known then. */
  Service ask(int second) {
    now = second;
    pods = world.running().stream().collect(Collectors.toMap(Pod::name, Function.identity()));
    var addresses = pods.values().stream().map(Reports::address).toList();
    return workers.ask(ledger, addresses, Signals.at(second)).service();
  }

  private static PodAddress address(Pod pod) {
    return new PodAddress(
        new PodIdentity(NAMESPACE, pod.name(), pod.name()),
        pod.isReady() ? "192.0.2.1" : "",
        pod.isReady(),
        !pod.isServing());
  }

  @Override
  public CompletableFuture<WorkerReport> report(PodAddress pod) {
    return config.isSilent(Kind.REPORTS_SILENT, now)
        ? CompletableFuture.failedFuture(new IOException("nobody answers"))
        : CompletableFuture.completedFuture(pods.get(pod.name()).report(now, Signals.at(now)));
  }

  /** Nothing: there is no rate to share. */
  @Override
  public void share(PodAddress pod, RateShare share) {}

  /** Nothing: the world cordons the pods that it is to remove. */
  @Override
  public void cordon(PodAddress pod) {}

  /** Nothing, as to {@link #cordon}. */
  @Override
  public void uncordon(PodAddress pod) {}

  /** Tells the second that is simulated. */
  private final class SecondsClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Signals.at(now);
    }
  }
}
