package dev.taskworkers.worker.telemetry;

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
public final class Pages {
  /**
   * What a worker tells.
   *
   * @param worker how it calls itself
   * @param subscription in full
   * @param status its state now
   * @param notLive why it should be replaced, or empty
   * @param notReady why it can do no task, or empty
   */
  public record Facts(
      String worker,
      String subscription,
      Supplier<Status> status,
      Supplier<Optional<String>> notLive,
      Supplier<Optional<String>> notReady) {}

  /**
   * What a worker can be told.
   *
   * @param drain begins a drain
   * @param drained waits for the end of a drain; false: there is none
   * @param share gets how many workers share the pool's rate
   */
  public record Orders(
      Runnable drain,
      BooleanSupplier drained,
      Runnable cordon,
      Runnable uncordon,
      IntConsumer share) {}

  /** With which the operator says how many workers share the pool's rate. */
  private static final String READY_PODS = "Taskworkers-Ready-Pods";

  private final HealthServer health;
  private volatile Supplier<Optional<String>> notLive = Optional::empty;
  private volatile Supplier<Optional<String>> notReady =
      () -> Optional.of("The handler is being made.");

  /** Adds the probes to {@code health}: alive, and not ready yet. */
  public Pages(HealthServer health) {
    this.health = health;
    health.probe("/livez", () -> notLive.get()).probe("/readyz", () -> notReady.get());
  }

  /** Adds the other pages, and lets the probes tell what the worker knows of itself. */
  public void serve(Facts facts, Orders orders) {
    var metrics = new MetricsPage(facts.status());
    health
        .page(
            "/statusz",
            "application/json",
            READY_PODS,
            pods -> {
              share(pods, orders);
              return StatusPage.json(facts.worker(), facts.subscription(), facts.status().get());
            })
        .page("/metrics", "text/plain", metrics::text)
        .page(
            "/drained",
            "text/plain",
            () -> orders.drained().getAsBoolean() ? "drained\n" : "not draining\n")
        .order("/drain", orders.drain())
        .order("/cordon", orders.cordon())
        .order("/uncordon", orders.uncordon());
    notLive = facts.notLive();
    notReady = facts.notReady();
  }

  /** A scrape without the header, or with nonsense in it, changes nothing. */
  private static void share(String pods, Orders orders) {
    if (pods.matches("[1-9][0-9]{0,4}")) {
      orders.share().accept(Integer.parseInt(pods));
    }
  }
}
