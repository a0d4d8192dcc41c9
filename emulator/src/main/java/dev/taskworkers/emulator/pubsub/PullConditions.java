// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.Faults;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a subscriber's single calls meet with: how late, how short and how often in vain. */
final class PullConditions {
  private static final Duration GHOST_LOOK = Duration.ofMillis(50);

  private final PullOptions options;
  private final Faults faults;
  private final ScheduledExecutorService timers;
  private final Random random;

  PullConditions(PullOptions options, Faults faults, ScheduledExecutorService timers) {
    this.options = options;
    this.faults = faults;
    this.timers = timers;
    this.random = new Random(options.seed());
  }

  /** How many messages a Pull that asks for {@code asked} may bring. */
  int most(int asked, String subscription) {
    if (isOn(FaultKind.PULL_SHORT, subscription)) {
      return 1;
    }
    return options.shortened() ? 1 + random.nextInt(asked) : asked;
  }

  /** Whether a Pull finds nothing, whatever waits. */
  boolean findsNothing(String subscription) {
    return isOn(FaultKind.PULL_EMPTY, subscription)
        || (options.empty() > 0 && random.nextDouble() < options.empty());
  }

  /** Whether a Pull that was given up may still be given messages. */
  boolean haunts(String subscription) {
    return !options.ghost().isZero() || isOn(FaultKind.PULL_GHOST, subscription);
  }

  /** Calls {@code leave} when a Pull that was given up is given nothing any more. */
  void afterGhost(String subscription, Runnable leave) {
    if (isOn(FaultKind.PULL_GHOST, subscription)) {
      after(GHOST_LOOK, () -> afterGhost(subscription, leave));
    } else if (options.ghost().isZero()) {
      leave.run();
    } else {
      after(options.ghost(), leave);
    }
  }

  private boolean isOn(FaultKind kind, String subscription) {
    return faults.active(kind, "Pull", subscription).isPresent();
  }

  /** Why the next ack id fails with exactly-once delivery though nothing is wrong with it. */
  Optional<String> mishap(String method, String subscription) {
    if (faults.active(FaultKind.EOD_FLAKY, method, subscription).isEmpty()) {
      return Optional.empty();
    }
    var luck = random.nextDouble();
    return luck < 0.05
        ? Optional.of("PERMANENT_FAILURE_INVALID_ACK_ID")
        : luck < 0.3 ? Optional.of("TRANSIENT_FAILURE_SERVICE_UNAVAILABLE") : Optional.empty();
  }

  /** Calls {@code then} when a Pull has waited for a first message in vain. */
  void afterHold(Runnable then) {
    after(options.hold(), then);
  }

  /** Takes the answer on its way; a caller that has gone by then is not missed. */
  <A> void answer(ServerCallStreamObserver<A> observer, A answer) {
    onItsWay(
        () -> {
          if (!observer.isCancelled()) {
            Answers.send(observer, answer);
          }
        });
  }

  /** The same for an answer to a call that may be given up before it comes. */
  <A> void answerOrDrop(StreamObserver<A> observer, A answer) {
    var cancellable = (ServerCallStreamObserver<A>) observer;
    cancellable.setOnCancelHandler(() -> {});
    answer(cancellable, answer);
  }

  private void onItsWay(Runnable arrive) {
    var shortest = options.shortestTrip().toNanos();
    var range = options.longestTrip().toNanos() - shortest;
    var trip = shortest + (long) (range * (range > 0 ? random.nextDouble() : 0));
    if (trip == 0) {
      arrive.run();
    } else {
      after(Duration.ofNanos(trip), arrive);
    }
  }

  private void after(Duration wall, Runnable then) {
    timers.schedule(then, wall.toNanos(), TimeUnit.NANOSECONDS);
  }
}
