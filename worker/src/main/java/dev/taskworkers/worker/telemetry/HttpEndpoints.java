package dev.taskworkers.worker.telemetry;

import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.runtime.HealthServer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The pages of a worker: {@code /livez} and {@code /readyz} from the first moment, because a
 * handler may take long to be made, then {@code /statusz}, {@code /metrics}, and {@code /drained},
 * which answers when a drain is over. What changes something is posted: {@code /cordon}, {@code
 * /uncordon} and {@code /drain}.
 */
public final class HttpEndpoints {
  /**
   * What a worker tells.
   *
   * @param report its state now
   * @param notLive why it should be replaced, or empty
   * @param notReady why it can do no task, or empty
   */
  public record Facts(
      Supplier<WorkerReport> report,
      Supplier<Optional<String>> notLive,
      Supplier<Optional<String>> notReady) {}

  /**
   * What a worker can be told.
   *
   * @param drain begins a drain
   * @param drained waits for the end of a drain; false: there is none
   * @param share gets how many workers share the pool's rate
   */
  public record Commands(
      Runnable drain,
      BooleanSupplier drained,
      Runnable cordon,
      Runnable uncordon,
      IntConsumer share) {}

  private final HealthServer health;
  private volatile Supplier<Optional<String>> notLive = Optional::empty;
  private volatile Supplier<Optional<String>> notReady =
      () -> Optional.of("The handler is being made.");

  /** Adds the probes to {@code health}: alive, and not ready yet. */
  public HttpEndpoints(HealthServer health) {
    this.health = health;
    health
        .probe(WorkerEndpoints.LIVEZ, () -> notLive.get())
        .probe(WorkerEndpoints.READYZ, () -> notReady.get());
  }

  /** Adds the other pages, and lets the probes tell what the worker knows of itself. */
  public void serve(Facts facts, Commands orders) {
    var metrics = new MetricsPage(facts.report());
    health
        .page(
            WorkerEndpoints.STATUSZ,
            "application/json",
            WorkerEndpoints.READY_PODS,
            pods -> {
              // A scrape sends no such header, and changes nothing.
              WorkerEndpoints.readyPods(pods).ifPresent(orders.share());
              return facts.report().get().toJson();
            })
        .page(WorkerEndpoints.METRICS, "text/plain", metrics::text)
        .page(
            WorkerEndpoints.DRAINED,
            "text/plain",
            () -> orders.drained().getAsBoolean() ? "drained\n" : "not draining\n")
        .order(WorkerEndpoints.DRAIN, orders.drain())
        .order(WorkerEndpoints.CORDON, orders.cordon())
        .order(WorkerEndpoints.UNCORDON, orders.uncordon());
    notLive = facts.notLive();
    notReady = facts.notReady();
  }
}
