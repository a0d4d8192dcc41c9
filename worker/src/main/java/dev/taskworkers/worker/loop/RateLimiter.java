// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many tasks may be started now. A worker asks Pub/Sub for no more than that, because what it
 * holds and may not start nobody else can do. Belongs to the loop.
 */
final class RateLimiter {
  private final Timer timer;
  private final Runnable onMore;
  private final List<TokenBucket> buckets = new ArrayList<>();
  private final Optional<TokenBucket> shared;
  private Cancellable more = () -> {};
  private Cancellable end = () -> {};
  private boolean waiting;
  private RateShare share;

  /**
   * @param onMore runs when a task may be started again, after {@link #allowed} has answered 0
   */
  public RateLimiter(RateLimits limits, Timer timer, Runnable onMore) {
    this.timer = timer;
    this.onMore = onMore;
    share = RateShare.equal(limits.pods());
    shared = limits.perPool().map(rate -> new TokenBucket(rate, limits.pods(), timer.moment()));
    limits.perPod().ifPresent(rate -> buckets.add(new TokenBucket(rate, 1, timer.moment())));
    shared.ifPresent(buckets::add);
  }

  /**
   * How many of {@code wanted} tasks may be started now.
   *
   * @param promised tasks that will start besides
   */
  public int allowed(int wanted, int promised) {
    var now = timer.moment();
    var allowed = wanted;
    for (var bucket : buckets) {
      allowed = Math.min(allowed, Math.max(0, bucket.tokens(now) - promised));
    }
    if (allowed == 0 && wanted > 0) {
      tellAfter(
          buckets.stream()
              .map(bucket -> bucket.until(1 + promised, now))
              .max(Duration::compareTo)
              .orElse(Duration.ZERO));
    }
    return allowed;
  }

  private void tellAfter(Duration delay) {
    if (!waiting) {
      waiting = true;
      more =
          timer.after(
              delay,
              () -> {
                waiting = false;
                onMore.run();
              });
    }
  }

  /** A task has been started. */
  public void started() {
    buckets.forEach(bucket -> bucket.take(timer.moment()));
  }

  /** This worker's share of the pool's rate; empty where the pool has none. */
  public Optional<RateShare> share() {
    return shared.map(bucket -> share);
  }

  /** The worker has this share from now on; what it has saved it keeps. */
  public void share(RateShare told) {
    end.cancel();
    if (told.ends()) {
      end = timer.after(RateShare.LENGTH, () -> share(RateShare.equal(told.pods())));
    }
    var changed = told.sharing() != share.sharing();
    share = told;
    if (changed) {
      shared.ifPresent(bucket -> bucket.divide(told.sharing(), timer.moment()));
      more.cancel();
      waiting = false;
      onMore.run();
    }
  }
}
