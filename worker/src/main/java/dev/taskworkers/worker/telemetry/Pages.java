package dev.taskworkers.worker.telemetry;

import dev.taskworkers.runtime.HealthServer;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The pages of a worker: {@code /livez}, {@code /readyz}, {@code /statusz}, {@code /metrics}, and
 * {@code /drainz}, which starts a drain and answers when it is over. The operator posts to {@code
 * /cordon} and {@code /uncordon}.
 *
 * @param worker how it calls itself
 * @param subscription in full
 * @param status its state now
 * @param notLive why it should be replaced, or empty
 * @param notReady why it can do no task, or empty
 * @param orders what it can be told
 */
public record Pages(
    String worker,
    String subscription,
    Supplier<Status> status,
    Supplier<Optional<String>> notLive,
    Supplier<Optional<String>> notReady,
    Orders orders) {
  /**
   * What a worker can be told.
   *
   * @param drainAndWait returns when a drain is over
   * @param share gets how many workers share the pool's rate
   */
  public record Orders(
      Runnable drainAndWait, Runnable cordon, Runnable uncordon, IntConsumer share) {}

  /** With which the operator says how many workers share the pool's rate. */
  private static final String READY_PODS = "Taskworkers-Ready-Pods";

  /** Adds the pages to {@code health}. */
  public void serveOn(HealthServer health) {
    var metrics = new MetricsPage(status);
    health
        .probe("/livez", notLive)
        .probe("/readyz", notReady)
        .page(
            "/statusz",
            "application/json",
            READY_PODS,
            pods -> {
              share(pods);
              return StatusPage.json(worker, subscription, status.get());
            })
        .page("/metrics", "text/plain", metrics::text)
        .page("/drainz", "text/plain", this::drain)
        .order("/cordon", orders.cordon())
        .order("/uncordon", orders.uncordon());
  }

  /** A scrape without the header, or with nonsense in it, changes nothing. */
  private void share(String pods) {
    if (pods.matches("[1-9][0-9]{0,4}")) {
      orders.share().accept(Integer.parseInt(pods));
    }
  }

  private String drain() {
    orders.drainAndWait().run();
    return "drained\n";
  }
}
