package dev.taskworkers.simulation.scalers;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.operator.scaling.input.Service.Outstanding;
import dev.taskworkers.simulation.signals.Monitoring;
import dev.taskworkers.simulation.signals.Signals;
import java.time.Duration;
import java.util.Optional;

/** Puts what is seen of the simulated world in the words of the operator. */
final class Observations {
  private final SignalSources sources;

  Observations(SignalSources sources) {
    this.sources = sources;
  }

  Observation of(Signals signals) {
    return new Observation(pods(signals), backlog(signals), arrivals(signals), service(signals));
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
        signals.timesToReady().stream().map(Observations::duration).toList());
  }

  private static Backlog backlog(Signals signals) {
    var samples =
        signals.monitoring().shown(signals.now()).stream()
            .map(s -> new Backlog.Sample(Signals.at(s.at()), s.undelivered(), Duration.ZERO))
            .toList();
    if (samples.isEmpty()) {
      return Backlog.missing();
    }
    var newest = signals.monitoring().newest(signals.now()).map(Monitoring.Sample::at).orElse(0.0);
    var fresh = signals.now() - newest <= Backlog.FRESH_FOR.toSeconds();
    return new Backlog(fresh ? Backlog.State.FRESH : Backlog.State.STALE, samples);
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
    if (!sources.reports()) {
      return Service.unreported();
    }
    var report = signals.reports().latest();
    var pods = report.pods();
    var usable = signals.reports().isUsable(signals.now());
    var totals = report.totals();
    return Service.builder()
        .reporting(usable ? Math.min(pods.ready(), signals.pods().ready()) : 0)
        .slots(usable ? pods.ready() * signals.config().slotsPerPod() : 0)
        .busy(usable ? pods.busy() : 0)
        .started(totals.started())
        .finished(totals.finished())
        .returned(totals.returned())
        .failed(totals.failed())
        .taskSeconds(totals.taskSeconds())
        .timed(totals.finished())
        .waitSeconds(totals.waitSeconds())
        .waited(totals.waited())
        .freeSince(
            usable && Double.isFinite(report.freeSince())
                ? Optional.of(Signals.at(report.freeSince()))
                : Optional.empty())
        .oldestInFlight(duration(usable ? report.oldestInFlight() : 0))
        .busySeconds(totals.busySeconds())
        .outstanding(
            new Outstanding(
                0,
                0,
                report.inBackoff(),
                Double.isFinite(report.nextDue())
                    ? Optional.of(Signals.at(report.nextDue()))
                    : Optional.empty()))
        .build();
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
