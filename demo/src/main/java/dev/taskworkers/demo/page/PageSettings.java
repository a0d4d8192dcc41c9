package dev.taskworkers.demo.page;

import dev.taskworkers.demo.DemoOptions;
import java.util.List;

/**
 * What the page needs to know of a demo before it begins.
 *
 * @param length of the arrivals, seconds of the demo's clock
 * @param speedup how many times as fast as the wall that clock runs
 */
record PageSettings(
    double length, double speedup, int maxReplicas, List<Disturbance> disturbances) {
  /**
   * Something that goes wrong.
   *
   * @param from and {@code to}: seconds since the start; the same for a kill
   */
  record Disturbance(String kind, double from, double to) {}

  static PageSettings of(DemoOptions options) {
    return new PageSettings(
        options.length().toSeconds(),
        options.speedup(),
        options.maxReplicas(),
        options.faults().stream()
            .map(
                fault ->
                    new Disturbance(
                        fault.kind().word(),
                        fault.start().toSeconds(),
                        fault.start().plus(fault.length()).toSeconds()))
            .toList());
  }
}
