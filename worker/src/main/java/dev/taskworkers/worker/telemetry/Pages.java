package dev.taskworkers.worker.telemetry;

import dev.taskworkers.runtime.HealthServer;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The pages of a worker: {@code /livez}, {@code /readyz}, {@code /statusz}, {@code /metrics}, and
 * {@code /drainz}, which starts a drain and answers when it is over.
 *
 * @param worker how it calls itself
 * @param subscription in full
 * @param status its state now
 * @param notLive why it should be replaced, or empty
 * @param notReady why it can do no task, or empty
 * @param drainAndWait returns when a drain is over
 */
public record Pages(
    String worker,
    String subscription,
    Supplier<Status> status,
    Supplier<Optional<String>> notLive,
    Supplier<Optional<String>> notReady,
    Runnable drainAndWait) {
  /** Adds the pages to {@code health}. */
  public void serveOn(HealthServer health) {
    var metrics = new MetricsPage(status);
    health
        .probe("/livez", notLive)
        .probe("/readyz", notReady)
        .page(
            "/statusz",
            "application/json",
            () -> StatusPage.json(worker, subscription, status.get()))
        .page("/metrics", "text/plain", metrics::text)
        .page("/drainz", "text/plain", this::drain);
  }

  private String drain() {
    drainAndWait.run();
    return "drained\n";
  }
}
