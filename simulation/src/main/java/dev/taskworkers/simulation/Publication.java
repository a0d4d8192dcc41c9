// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import dev.taskworkers.simulation.scalers.Scalers;
import dev.taskworkers.simulation.world.Range;
import dev.taskworkers.simulation.world.SimulationConfig;
import dev.taskworkers.simulation.world.TraceFile;
import dev.taskworkers.simulation.world.Workload;
import dev.taskworkers.simulation.world.Workloads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The tables of docs/policies.md and docs/policies-conditions.md. */
public final class Publication {
  private static final List<Scalers> ALL = List.of(Scalers.values());
  private static final List<Scalers> SEEING =
      List.of(
          Scalers.OURS,
          Scalers.OURS_PROBE,
          Scalers.OURS_FOREIGN,
          Scalers.KEDA_TUNED,
          Scalers.WPA,
          Scalers.KPA);
  private static final List<Scalers> STURDY =
      List.of(Scalers.OURS, Scalers.OURS_PROBE, Scalers.OURS_FOREIGN, Scalers.KEDA_TUNED);

  private Publication() {}

  /**
   * All tables.
   *
   * @param traces a folder with the two public traces; without it their columns are left out
   * @throws dev.taskworkers.runtime.UsageException when a trace is missing in it
   */
  public static List<PublishedTable> tables(Optional<Path> traces) {
    var compared = new ArrayList<>(named("step", "batch", "sparse", "ramp"));
    traces.ifPresent(folder -> compared.addAll(traces(folder)));
    compared.addAll(named("heavy-tail", "poison", "fan-out"));
    return List.of(
        new PublishedTable("Compared", compared, ALL, true),
        new PublishedTable(
            "The same step while something can't be seen",
            named("outage-samples", "outage-reports", "outage-doorbell", "outage-all"),
            SEEING,
            false),
        new PublishedTable("The same step in other surroundings", surroundings(), STURDY, false));
  }

  /** Largest rows of 25/s and 20.667/s: 0.6 of the first is 15/s, 99.5 % of the second 20/s. */
  private static List<Workload> traces(Path folder) {
    return List.of(
        new TraceFile(folder.resolve("nab-twitter-volume-aapl.csv"))
            .read(9000, 48, 25)
            .named("tweets"),
        new TraceFile(folder.resolve("worldcup98-requests-per-minute.csv"))
            .read(86_400, 24, 20.667)
            .named("worldcup"));
  }

  private static List<Workload> surroundings() {
    return List.of(
        step("pods start in 2–6 s", s -> s.withDelays(new Range(2, 6), s.metricDelay())),
        step("pods start in 60–180 s", s -> s.withDelays(new Range(60, 180), s.metricDelay())),
        step("counts 10 s old", s -> s.withCountDelay(10)),
        Workloads.of("step").withTaskSeconds(2.5).named("tasks take 2.5 s"),
        Workloads.of("step").withTaskSeconds(20).named("tasks take 20 s"),
        slow());
  }

  private static Workload slow() {
    var slow = Workloads.of("step").withTaskSeconds(60).named("tasks take 60 s, at most 400 pods");
    return slow.with(slow.config().withMaxReplicas(400));
  }

  private static Workload step(String name, UnaryOperator<SimulationConfig> change) {
    var step = Workloads.of("step").named(name);
    return step.with(change.apply(step.config()));
  }

  private static List<Workload> named(String... names) {
    return Stream.of(names).map(Workloads::of).toList();
  }
}
