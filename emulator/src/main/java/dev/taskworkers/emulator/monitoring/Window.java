// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import com.google.monitoring.v3.TimeInterval;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import dev.taskworkers.emulator.transport.ApiError;
import java.time.Duration;
import java.time.Instant;

/**
 * Which points a reader gets: those that end after {@code start}, exclusive, until {@code end},
 * inclusive, and that are visible at {@code now}.
 *
 * @param latest nothing newer than this is shown
 * @param shift by how much the shown times are older than the true ones
 */
record Window(Instant start, Instant end, Instant now, Instant latest, Duration shift) {
  static Window of(TimeInterval interval, Instant now) {
    if (!interval.hasEndTime()) {
      throw ApiError.invalid(
          "Field interval.end_time had an invalid value of \"\": it is required.");
    }
    var end = Times.instant(interval.getEndTime());
    var start = interval.hasStartTime() ? Times.instant(interval.getStartTime()) : end;
    if (start.isAfter(end)) {
      throw ApiError.invalid(
          "Field interval.start_time had an invalid value of \""
              + start
              + "\": The start time must be before the end time ("
              + end
              + ").");
    }
    return new Window(start, end, now, Instant.MAX, Duration.ZERO);
  }

  /** Shows nothing that was sampled later. */
  Window until(Instant limit) {
    return new Window(start, end, now, limit, shift);
  }

  /** Shows everything as if it were {@code age} older, whatever was asked for. */
  Window shifted(Duration age) {
    return new Window(start, end, now, latest, age);
  }

  /** Whether this sample or an older one may be inside. */
  boolean mayShow(Sample sample) {
    return !sample.at().isBefore(start);
  }

  boolean shows(Sample sample, Metric metric) {
    var at = sample.at();
    var inside = at.isAfter(start) || (start.equals(end) && at.equals(end));
    return inside
        && !at.isAfter(end)
        && !at.isAfter(latest)
        && !sample.visibleAt().plus(metric.extraDelay()).isAfter(now);
  }
}
