package dev.taskworkers.worker.run;

import dev.taskworkers.worker.failure.DeadLetterTopic;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.pull.Intake;
import dev.taskworkers.worker.pull.Puller;
import dev.taskworkers.worker.pull.StreamPuller;
import dev.taskworkers.worker.pull.Subscription;
import dev.taskworkers.worker.time.Timer;
import dev.taskworkers.worker.work.TaskRunner;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The world as the loop meets it.
 *
 * @param loop runs one action at a time, in order; the loop's state is touched nowhere else
 * @param threads where the code of handlers runs
 * @param readiness why the handler can't take tasks, asked anew at each call, or empty when it can
 * @param random in [0, 1), for jitter
 */
public record Ports(
    Subscription subscription,
    DeadLetterTopic deadLetters,
    InFlight inFlight,
    TaskRunner runner,
    Supplier<CompletableFuture<Optional<String>>> readiness,
    Timer timer,
    Executor loop,
    Executor threads,
    DoubleSupplier random) {
  /**
   * The way to fetch tasks that the rules name.
   *
   * @param onLoop whose actions run on the loop
   */
  Intake intake(Rules rules, Timer onLoop, Intake.Listener listener) {
    return switch (rules.pull()) {
      case UNARY -> new Puller(subscription, onLoop, loop, random, listener);
      case STREAMING ->
          new StreamPuller(subscription, rules.slots(), onLoop, loop, random, listener);
    };
  }
}
