// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import java.time.Instant;

/** Everything that is seen of a pool at one moment. */
public record Observation(Pods pods, Backlog backlog, Arrivals arrivals, Service service) {
  /** What can be known at {@code now}: samples from the future are dropped. */
  public Observation until(Instant now) {
    var past = backlog.until(now);
    return past.equals(backlog) ? this : new Observation(pods, past, arrivals, service);
  }

  /** This observation with other arrivals. */
  public Observation with(Arrivals other) {
    return new Observation(pods, backlog, other, service);
  }
}
