// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.runtime.UsageException;

/** A time in which something can't be seen, in seconds after the start. */
public record SensorFault(Kind kind, double start, double length) {
  /** What can't be seen. */
  public enum Kind {
    MONITORING_SILENT,
    REPORTS_SILENT,
    DOORBELL_SILENT
  }

  /**
   * Reads {@code KIND@START+LENGTH}, in seconds.
   *
   * @throws UsageException when it is none
   */
  public static SensorFault parse(String text) {
    var read = FaultText.parse(text, Kind.class, kind -> false);
    return new SensorFault(read.kind(), read.start(), read.length());
  }

  public boolean covers(Kind other, double at) {
    return kind == other && at >= start && at < start + length;
  }
}
