// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.util.concurrent.FutureCallback;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When to look whether a doorbell still hangs where it should: often while it is silent, for that
 * is what one sounds like that was taken down, or whose topic was. Thread-safe.
 */
final class CheckSchedule {
  private static final Duration WHILE_SILENT = Duration.ofMinutes(2);
  private static final Duration WHILE_IT_RINGS = Duration.ofMinutes(10);

  private Instant lookedAt;
  private boolean heard;
  private boolean underWay;

  CheckSchedule(Instant now) {
    lookedAt = now;
  }

  synchronized void heard() {
    heard = true;
  }

  synchronized void looked(Instant now) {
    lookedAt = now;
    heard = false;
    underWay = false;
  }

  /** Whether to look now; then somebody has to say how it ended. */
  synchronized boolean isDue(Instant now) {
    var due = !underWay && !now.isBefore(lookedAt.plus(heard ? WHILE_IT_RINGS : WHILE_SILENT));
    underWay |= due;
    return due;
  }

  /** What to do with the answer; one that did not come says nothing, and is asked for later. */
  FutureCallback<Boolean> answer(Clock clock, Runnable lost) {
    return new FutureCallback<>() {
      @Override
      public void onSuccess(Boolean holds) {
        looked(clock.instant());
        if (!holds) {
          lost.run();
        }
      }

      @Override
      public void onFailure(Throwable why) {
        looked(clock.instant());
      }
    };
  }
}
