package dev.taskworkers.worker.telemetry;

import java.util.List;

/**
 * How many times were measured, their sum in seconds, and how many fell into each bucket of {@link
 * Histogram#LIMITS} and beyond the last.
 */
public record Distribution(long count, double seconds, List<Long> buckets) {
  public Distribution {
    buckets = List.copyOf(buckets);
  }
}
