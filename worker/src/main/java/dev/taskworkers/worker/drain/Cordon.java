package dev.taskworkers.worker.drain;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps a worker from pulling while the operator wants to remove it, a minute at a time: an
 * operator that is gone can't leave a worker idle for ever. Belongs to the loop.
 */
public final class Cordon {
  /** How long one order holds; the operator repeats it every few seconds. */
  public static final Duration HOLDS = Duration.ofSeconds(60);

  private Instant until = Instant.MIN;

  public void renew(Instant now) {
    until = now.plus(HOLDS);
  }

  public void lift() {
    until = Instant.MIN;
  }

  public boolean holds(Instant now) {
    return now.isBefore(until);
  }
}
