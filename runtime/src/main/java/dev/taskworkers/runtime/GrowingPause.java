// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.time.Duration;

/** A pause between tries that doubles with each in vain, up to the longest. */
public final class GrowingPause {
  private final Duration first;
  private final Duration longest;
  private Duration present = Duration.ZERO;

  public GrowingPause(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
  }

  /** How long it is now; zero before the first try in vain. */
  public Duration present() {
    return present;
  }

  /** A try was in vain: how long it is from now on. */
  public Duration longer() {
    var doubled = present.isZero() ? first : present.multipliedBy(2);
    present = doubled.compareTo(longest) > 0 ? longest : doubled;
    return present;
  }

  /** A try has helped. */
  public void end() {
    present = Duration.ZERO;
  }
}
