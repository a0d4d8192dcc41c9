package dev.taskworkers.worker.run;

import dev.taskworkers.worker.failure.DeadLetterTopic;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.pull.Subscription;
import dev.taskworkers.worker.time.Timer;
import dev.taskworkers.worker.work.TaskRunner;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;

/**
 * The world as the loop meets it.
 *
 * @param loop runs one action at a time, in order; the loop's state is touched nowhere else
 * @param threads where the code of handlers runs
 * @param random in [0, 1), for jitter
 */
public record Ports(
    Subscription subscription,
    DeadLetterTopic deadLetters,
    InFlight inFlight,
    TaskRunner runner,
    Timer timer,
    Executor loop,
    Executor threads,
    DoubleSupplier random) {}
