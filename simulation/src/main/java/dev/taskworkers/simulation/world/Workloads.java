// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.simulation.world.SensorFault.Kind;
import java.util.List;
import java.util.stream.Collectors;

/** The workloads by name. */
public final class Workloads {
  private static final int HOUR = 3600;
  private static final SensorFault NO_SAMPLES = new SensorFault(Kind.MONITORING_SILENT, 2700, 2100);
  private static final SensorFault NO_REPORTS = new SensorFault(Kind.REPORTS_SILENT, HOUR, 600);
  private static final SensorFault NO_DOORBELL = new SensorFault(Kind.DOORBELL_SILENT, HOUR, 600);

  private static final List<Workload> ALL =
      List.of(
          step("step"),
          Workload.of("batch", 8 * HOUR, s -> s % HOUR >= 600 && s % HOUR < 620 ? 150 : 0),
          Workload.of("sparse", 8 * HOUR, s -> 1 / 1800.0),
          Workload.of("ramp", 2 * HOUR, Workloads::ramp),
          heavyTail(),
          outage("outage-samples", NO_SAMPLES),
          outage("outage-reports", NO_REPORTS),
          outage("outage-doorbell", NO_DOORBELL),
          outage("outage-all", NO_SAMPLES, NO_REPORTS, NO_DOORBELL),
          poison(),
          fanOut());

  private Workloads() {}

  /**
   * The workload of that name.
   *
   * @throws UsageException when there is none
   */
  public static Workload of(String name) {
    return ALL.stream()
        .filter(workload -> workload.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--workload: there is no '"
                        + name
                        + "'; there are "
                        + ALL.stream().map(Workload::name).collect(Collectors.joining(", "))
                        + ", or all for each of them."));
  }

  public static List<Workload> all() {
    return ALL;
  }

  private static Workload step(String name) {
    return Workload.of(name, 4 * HOUR, s -> s >= HOUR && s < 2 * HOUR ? 20 : 0.5);
  }

  private static double ramp(int second) {
    if (second < 1200) {
      return 1;
    }
    if (second < 3000) {
      return 1 + 29.0 * (second - 1200) / 1800;
    }
    return second < 4200 ? 30 : Math.max(0, 30 * (4800 - second) / 600.0);
  }

  private static Workload heavyTail() {
    var median = 2;
    var sigma = 1.5;
    var plain = Workload.of("heavy-tail", 4 * HOUR, s -> 2);
    return new Workload(
        plain.name(),
        plain.seconds(),
        plain.config().withTasks(8, median * Math.exp(sigma * sigma / 2)),
        plain.rate(),
        Durations.logNormal(median, sigma),
        0);
  }

  private static Workload outage(String name, SensorFault... faults) {
    var step = step(name);
    return step.with(step.config().withFaults(List.of(faults)));
  }

  private static Workload poison() {
    var step = step("poison");
    return new Workload(
        step.name(), step.seconds(), step.config(), step.rate(), step.durations(), 0.05);
  }

  private static Workload fanOut() {
    var plain = Workload.of("fan-out", HOUR, s -> s % 900 >= 450 && s % 900 < 510 ? 2000 : 200);
    return plain.with(plain.config().withTasks(16, 0.2)).withTaskSeconds(0.2);
  }
}
