package dev.taskworkers.operator.arrivals;

import java.time.Instant;

/** Where a pool's new tasks are learned of. */
public interface ArrivalSource {
  /** What is known of a pool's arrivals at {@code now}; never an exception, never a wait. */
  Heard heard(Wanted wanted, boolean poolIsEmpty, Instant now);
}
