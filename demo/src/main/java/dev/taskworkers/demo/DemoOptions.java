// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.simulation.world.Trace;
import java.time.Duration;
import java.util.List;

/**
 * What to demonstrate; all times are of the demo's clock.
 *
 * @param peak largest rate of arrivals, tasks per second
 * @param length of the arrivals
 * @param speedup how many times as fast as the wall clock time runs
 * @param taskSeconds how long a task takes
 * @param concurrency tasks at once in a pod
 * @param arrivals how the pool learns of new tasks before Monitoring tells
 * @param command a program that pulls by itself; empty: our worker
 */
public record DemoOptions(
    Trace trace,
    double peak,
    Duration length,
    double speedup,
    double taskSeconds,
    int concurrency,
    int maxReplicas,
    ArrivalsMode arrivals,
    List<DemoFault> faults,
    List<String> command) {
  public DemoOptions {
    faults = List.copyOf(faults);
    command = List.copyOf(command);
  }
}
