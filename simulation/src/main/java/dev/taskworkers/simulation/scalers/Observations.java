// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.operator.scaling.estimate.Estimator;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.simulation.world.Signals;
import java.util.Optional;

/** Puts what is seen of the simulated world in the words of the operator. */
final class Observations {
  private final SignalSources sources;

  Observations(SignalSources sources) {
    this.sources = sources;
  }

  Observation of(Signals signals) {
    var arrivals = arrivals(signals);
    var service = service(signals);
    var pods = pods(signals);
    var isReported =
        sources.reports() && service.reporting() >= Estimator.ENOUGH_REPORTS * pods.ready();
    var backlog = signals.backlog(!isReported && !arrivals.listening());
    return new Observation(pods, backlog, arrivals, service);
  }

  /** Whether an empty pool hears of a task between two ticks. */
  boolean rings(Signals signals) {
    return switch (sources.watch()) {
      case DOORBELL -> signals.doorbell().rings(signals.now());
      case PROBE -> signals.taskIsNoticed();
      case NONE -> false;
    };
  }

  private static Pods pods(Signals signals) {
    var pods = signals.pods();
    return new Pods(
        pods.active(),
        pods.ready(),
        pods.active() - pods.ready(),
        0,
        signals.timesToReady().stream().map(Seconds::duration).toList());
  }

  private Arrivals arrivals(Signals signals) {
    return switch (sources.watch()) {
      case DOORBELL -> signals.doorbell().counted(signals.now());
      case PROBE ->
          Arrivals.probed(
              signals.taskIsNoticed() ? Optional.of(Signals.at(signals.now())) : Optional.empty());
      case NONE -> Arrivals.notCounted();
    };
  }

  private Service service(Signals signals) {
    return sources.reports() ? signals.service() : Service.unreported();
  }
}
