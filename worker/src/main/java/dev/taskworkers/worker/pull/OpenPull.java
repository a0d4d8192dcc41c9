// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One pull, from its request to its answer. Belongs to the loop. */
final class OpenPull {
  private final Timer timer;
  private final Moment madeAt;
  private CompletableFuture<List<Delivery>> answer;
  private Optional<SubscriptionException> givenUp = Optional.empty();

  /** Null until the request is out; written by any thread. */
  private volatile Moment outAt;

  OpenPull(Timer timer) {
    this.timer = timer;
    madeAt = timer.moment();
  }

  CompletableFuture<List<Delivery>> openOn(Subscription subscription, int most) {
    answer = subscription.pull(most, () -> outAt = timer.moment());
    return answer;
  }

  /** Whether the request has gone out on a connection that is up. */
  boolean isOut() {
    return outAt != null;
  }

  /** How long it has been out. */
  Duration out() {
    return isOut() ? outAt.until(timer.moment()) : Duration.ZERO;
  }

  /** How long it has been wanted. */
  Duration age() {
    return madeAt.until(timer.moment());
  }

  void cancel() {
    answer.cancel(true);
  }

  /** Cancels it for want of an answer. */
  void giveUp(SubscriptionException why) {
    givenUp = Optional.of(why);
    cancel();
  }

  /** Why it was given up, if it was. */
  Optional<SubscriptionException> givenUp() {
    return givenUp;
  }
}
