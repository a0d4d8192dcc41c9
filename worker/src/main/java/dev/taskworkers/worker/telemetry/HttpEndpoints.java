// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import dev.taskworkers.protocol.OrderProof;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.runtime.HealthServer;
import dev.taskworkers.runtime.Request;
import dev.taskworkers.runtime.Response;
import dev.taskworkers.worker.orders.OrderGuard;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The pages of a worker: {@code /livez} and {@code /readyz} from the first moment, because a
 * handler may take long to be made, then {@code /statusz}, {@code /metrics}, and {@code /drained},
 * which answers when a drain is over. What changes something is posted with a proof: {@code
 * /cordon}, {@code /uncordon} and {@code /share}.
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
   * @param drained is done at the end of a drain; false: there is none
   * @param share takes this worker's share of the pool's rate
   */
  public record Commands(
      Supplier<CompletableFuture<Boolean>> drained,
      Runnable cordon,
      Runnable uncordon,
      Consumer<RateShare> share) {}

  private static final int ACCEPTED = 202;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final String NO_SHARE =
      "Expected the number of pods that share the pool's rate, or \"PODS SHARING\".\n";

  private final HealthServer health;
  private volatile Supplier<Optional<String>> notLive = Optional::empty;
  private volatile Supplier<Optional<String>> notReady =
      () -> Optional.of("The worker is creating the handler.");

  /** Adds the probes to {@code health}: alive, and not ready yet. */
  public HttpEndpoints(HealthServer health) {
    this.health = health;
    health
        .probe(WorkerEndpoints.LIVEZ, () -> notLive.get())
        .probe(WorkerEndpoints.READYZ, () -> notReady.get());
  }

  /**
   * Adds the other pages, and lets the probes tell what the worker knows of itself.
   *
   * @param guard decides which orders are followed
   */
  public void serve(Facts facts, Commands commands, OrderGuard guard) {
    var metrics = new WorkerMetrics(facts.report(), guard::refused);
    health
        .page(WorkerEndpoints.STATUSZ, "application/json", () -> facts.report().get().toJson())
        .page(WorkerEndpoints.METRICS, request -> metrics.now().answer(request.header("Accept")))
        .event(
            WorkerEndpoints.DRAINED,
            "text/plain",
            () -> commands.drained().get().thenApply(over -> over ? "drained\n" : "not draining\n"))
        .order(WorkerEndpoints.CORDON, order -> obey(guard, order, () -> follow(commands.cordon())))
        .order(
            WorkerEndpoints.UNCORDON,
            order -> obey(guard, order, () -> follow(commands.uncordon())))
        .order(WorkerEndpoints.SHARE, order -> share(guard, order, commands.share()));
    notLive = facts.notLive();
    notReady = facts.notReady();
  }

  private static Response obey(OrderGuard guard, Request order, Supplier<Response> followed) {
    return guard
        .refusal(order.path(), order.body(), order.header(OrderProof.HEADER))
        .map(refusal -> Response.text(FORBIDDEN, refusal.sentence() + "\n"))
        .orElseGet(followed);
  }

  /** The answer does not wait for the order's effect. */
  private static Response follow(Runnable action) {
    action.run();
    return Response.text(ACCEPTED, "accepted\n");
  }

  private static Response share(OrderGuard guard, Request order, Consumer<RateShare> take) {
    return obey(
        guard,
        order,
        () ->
            RateShare.parse(order.body())
                .map(share -> follow(() -> take.accept(share)))
                .orElseGet(() -> Response.text(BAD_REQUEST, NO_SHARE)));
  }
}
