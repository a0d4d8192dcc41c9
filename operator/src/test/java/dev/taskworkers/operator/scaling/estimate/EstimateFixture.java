// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.estimate.Estimate.Arriving;
import dev.taskworkers.operator.scaling.estimate.Estimate.Evidence;
import dev.taskworkers.operator.scaling.estimate.Estimate.Serving;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Of a pool with tasks of 5 s, of which none waits and none runs, but for what a test sets. */
public final class EstimateFixture {
  public double waiting;
  public double inFlight;
  public double blocked;
  public double arrivalRate;
  public List<SteadyRate> lasting = List.of();
  public double taskSeconds = 5;
  public boolean measured = true;
  public double timeToReadySeconds = 20;
  public boolean saturated;
  public double waitingSeconds;
  public Optional<Instant> lastActivity = Optional.empty();
  public Evidence evidence = new Evidence(Arriving.COUNTED, Serving.MODELLED);

  public Estimate estimate() {
    return new Estimate(
        waiting,
        waiting,
        inFlight,
        blocked,
        arrivalRate,
        lasting,
        taskSeconds,
        taskSeconds,
        measured,
        timeToReadySeconds,
        saturated,
        waitingSeconds,
        lastActivity,
        Optional.empty(),
        OptionalInt.empty(),
        evidence);
  }
}
