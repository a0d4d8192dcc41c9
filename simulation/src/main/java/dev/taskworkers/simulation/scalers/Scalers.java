// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.operator.scaling.input.Arrivals.Watch;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.simulation.world.SimulationConfig;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The policies by name; the oracle stands apart, because it must be told the arrivals. */
public enum Scalers {
  OURS(s -> new Ours(s, new SignalSources(Watch.DOORBELL, true))),
  OURS_PROBE(s -> new Ours(s, new SignalSources(Watch.PROBE, true))),
  OURS_FOREIGN(s -> new Ours(s, new SignalSources(Watch.DOORBELL, false))),
  OURS_METRIC(s -> new Ours(s, new SignalSources(Watch.NONE, false))),
  KEDA(s -> new Keda(Keda.DEFAULT_VALUE, s.maxReplicas())),
  KEDA_TUNED(Keda::tuned),
  WPA(Wpa::new),
  KPA(Knative::new),
  TARGET_TRACKING(TargetTracking::new),
  FLINK(Flink::new);

  private final Function<SimulationConfig, Scaler> maker;

  Scalers(Function<SimulationConfig, Scaler> maker) {
    this.maker = maker;
  }

  public Scaler make(SimulationConfig config) {
    return maker.apply(config);
  }

  /** The word on the command line, for example {@code keda-tuned}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The policy of that name.
   *
   * @throws UsageException when there is none
   */
  public static Scalers of(String word) {
    return Arrays.stream(values())
        .filter(scaler -> scaler.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--policy: there is no '"
                        + word
                        + "'; there are "
                        + Arrays.stream(values())
                            .map(Scalers::word)
                            .collect(Collectors.joining(", "))
                        + "."));
  }
}
