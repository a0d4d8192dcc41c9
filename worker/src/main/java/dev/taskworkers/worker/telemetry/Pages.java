package dev.taskworkers.worker.telemetry;

import dev.taskworkers.runtime.HealthServer;
import dev.taskworkers.worker.run.EventLoop;
import dev.taskworkers.worker.run.TaskLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The pages of a worker: {@code /livez}, {@code /readyz}, {@code /statusz}, {@code /metrics}, and
 * {@code /drainz}, which starts a drain and answers when it is over.
 */
public record Pages(
    String worker,
    String subscription,
    EventLoop eventLoop,
    TaskLoop loop,
    Supplier<Optional<String>> handlerProblem) {
  /** A loop that does not answer within this is stuck: its actions take microseconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Optional<String> STUCK = Optional.of("The task loop does not answer.");

  public void serveOn(HealthServer health, Runnable drainAndWait) {
    var metrics = new MetricsPage(this::status);
    health
        .probe("/livez", () -> eventLoop.ask(loop::stuck, PATIENCE).orElse(STUCK))
        .probe("/readyz", this::notReady)
        .page("/statusz", "application/json", () -> StatusPage.json(worker, subscription, status()))
        .page("/metrics", "text/plain", metrics::text)
        .page(
            "/drainz",
            "text/plain",
            () -> {
              drainAndWait.run();
              return "drained\n";
            });
  }

  private Optional<String> notReady() {
    var problem = handlerProblem.get();
    return problem.isPresent() ? problem : eventLoop.ask(loop::problem, PATIENCE).orElse(STUCK);
  }

  private Status status() {
    return eventLoop
        .ask(loop::status, PATIENCE)
        .orElseThrow(() -> new IllegalStateException(STUCK.get()));
  }
}
