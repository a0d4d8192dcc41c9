// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.runtime.AtShutdown;
import dev.taskworkers.runtime.DaemonThreads;
import dev.taskworkers.runtime.GoogleEndpoint;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A {@link DeadLetterSubscription} for as long as a command runs: renewed meanwhile, given back at
 * its end.
 */
final class OpenSubscription implements AutoCloseable {
  /** Of leases of 60 s: two renewals may fail. */
  private static final int RENEW_SECONDS = 20;

  private final Calls calls;
  private final DeadLetterSubscription deadLetters;
  private final ScheduledThreadPoolExecutor renewals =
      new ScheduledThreadPoolExecutor(1, DaemonThreads.named("dead-letters-leases"));

  /** Ctrl-C and SIGTERM run it while the command's own thread goes on. */
  private final AtShutdown interruption;

  OpenSubscription(PoolDeadLetters pool, GoogleEndpoint endpoint, int most, Instant asOf) {
    calls = new Calls(pool.subscription(), endpoint);
    deadLetters = new DeadLetterSubscription(calls, most, asOf, pool::has);
    interruption = new AtShutdown("dead-letters-interrupted", this::nackOnInterrupt);
    var unused =
        renewals.scheduleWithFixedDelay(
            this::renew, RENEW_SECONDS, RENEW_SECONDS, TimeUnit.SECONDS);
  }

  DeadLetterSubscription deadLetters() {
    return deadLetters;
  }

  @Override
  public void close() {
    interruption.close();
    try (calls) {
      renewals.shutdownNow();
      deadLetters.close();
    }
  }

  /**
   * A renewal that fails is tried again; if none succeeds, the dead letters go back by themselves.
   */
  private void renew() {
    try {
      deadLetters.renew();
    } catch (RuntimeException | Error tryAgain) {
      // An exception would end the schedule.
    }
  }

  /** Nobody is left to hear of a failure; the leases end within a minute then. */
  private void nackOnInterrupt() {
    try (calls) {
      deadLetters.close();
    } catch (RuntimeException ignored) {
      // See above.
    }
  }
}
