// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What all workers of a pool have done since the operator hears them; it only grows.
 *
 * @param waits from publication to the first run
 * @param runs how long runs took
 * @param events that happened to tasks, 0 or more of each
 */
public record WorkCounts(DurationCounts waits, DurationCounts runs, Map<TaskEvent, Long> events) {
  /** Nothing was done. */
  public static final WorkCounts NONE = new Sum().now();

  public WorkCounts {
    events = Collections.unmodifiableMap(new EnumMap<>(events));
  }

  /** Adds up what workers count. */
  static final class Sum {
    private final DurationCounts.Sum waits = new DurationCounts.Sum();
    private final DurationCounts.Sum runs = new DurationCounts.Sum();
    private final Map<TaskEvent, Long> events = new EnumMap<>(TaskEvent.class);

    Sum() {
      for (var event : TaskEvent.values()) {
        events.put(event, 0L);
      }
    }

    /**
     * What a worker has done since its report before.
     *
     * @param before empty where all that it tells is news
     */
    void add(WorkerReport later, Optional<WorkerReport> before) {
      waits.add(
          later.waitSeconds(), before.map(WorkerReport::waitSeconds).orElse(Distribution.NONE));
      runs.add(
          later.taskSeconds(), before.map(WorkerReport::taskSeconds).orElse(Distribution.NONE));
      for (var event : TaskEvent.values()) {
        var known = before.isPresent() ? before.get().counters().of(event) : 0;
        events.merge(event, Math.max(0, later.counters().of(event) - known), Long::sum);
      }
    }

    WorkCounts now() {
      return new WorkCounts(waits.now(), runs.now(), events);
    }
  }
}
