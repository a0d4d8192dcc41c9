// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Backoff;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.failure.FailurePolicy;
import dev.taskworkers.worker.failure.Settlement;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long the trials are apart while all tasks fail. One that has not failed before loses little
 * by a failure, and it may be a healthy one behind many that never succeed: such tasks are tried
 * after short pauses. One that failed before is tried after long ones, so that it does not use up
 * its attempts while what it needs is away; when it comes sooner, it goes back. Belongs to the
 * loop.
 */
final class TrialPauses {
  /**
   * A worker that is broken, among others that are not, must not take more of their tasks than
   * about one a second.
   */
  static final Backoff OF_NEW_TASKS = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

  /** A task waits for so many pauses at most. */
  private static final int MOST_PAUSES = 4;

  private final FailurePolicy policy;
  private final Timer timer;
  private final DoubleSupplier random;
  private Moment begin = Moment.BEFORE_ALL;
  private Moment lastAgain = Moment.BEFORE_ALL;
  private Duration again = Duration.ZERO;

  TrialPauses(FailurePolicy policy, Timer timer, DoubleSupplier random) {
    this.policy = policy;
    this.timer = timer;
    this.random = random;
  }

  /**
   * A run has failed after which tasks are tried alone.
   *
   * @param pauses in a row, with this one, also those in which the handler gave no answer
   * @param begins whether all fail from now on
   * @return how long nothing is tried
   */
  Duration after(RunningTask work, Outcome outcome, int pauses, boolean begins) {
    var now = timer.moment();
    if (begins) {
      begin = now;
    }
    var pause = Backoff.BETWEEN_CALLS.delay(pauses, random.getAsDouble());
    var failedBefore = work.run().attempt() > 1;
    if (begins || failedBefore) {
      lastAgain = now;
      again = pause;
    }
    if (!costsAnAttemptAtMost(outcome) || (failedBefore && !mayGoBack(work.held()))) {
      return pause;
    }
    var brief = OF_NEW_TASKS.delay(pauses, random.getAsDouble());
    return brief.compareTo(pause) < 0 ? brief : pause;
  }

  /** The first run of a task that ends so leaves it its other attempts. */
  private boolean costsAnAttemptAtMost(Outcome outcome) {
    return policy.settle(outcome, 1, 0) instanceof Settlement.Nack;
  }

  /** Where Pub/Sub counts deliveries, it may give up what goes back often; a key has its order. */
  private static boolean mayGoBack(LeasedTask task) {
    return !task.keyed() && task.delivery().count() == 0;
  }

  /**
   * Whether the task waits until it is the turn of those that failed before: the longer, the more
   * often it did, so that not always the same use up their attempts.
   */
  boolean postpones(LeasedTask task, int attempt) {
    var pause = again.multipliedBy(Math.min(attempt - 1, MOST_PAUSES));
    return attempt > 1 && mayGoBack(task) && timer.moment().isBefore(lastAgain.plus(pause));
  }

  /**
   * When a task comes again that is not tried now: the later, the longer all have failed, but not
   * so late that it still waits long after they succeed again.
   */
  Duration postponement() {
    var backoff = policy.backoff();
    var least = backoff.min();
    var most = FailureStreak.SOON.plus(least).plus(begin.until(timer.moment()).dividedBy(4));
    var top = most.compareTo(backoff.max()) > 0 ? backoff.max() : most;
    var spread = (top.toMillis() - least.toMillis()) * random.getAsDouble();
    return least.plusMillis(Math.round(spread));
  }
}
