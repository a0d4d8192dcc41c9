// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.simulation.world.SensorFault.Kind;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cloud Monitoring: a sample every minute, shown minutes later, the newest not always last. */
public final class Monitoring {
  /** Between two samples. */
  public static final int STEP_SECONDS = 60;

  private static final double WINDOW_SECONDS = 600;

  private final SimulationConfig config;
  private final Random random;
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  /**
   * One point of the metric.
   *
   * @param at when it was taken
   * @param shownAt when it can be read
   * @param undelivered tasks not acknowledged, running ones included
   * @param published tasks ever published
   */
  public record Sample(double at, double shownAt, int undelivered, int published) {}

  public Monitoring(SimulationConfig config, Random random) {
    this.config = config;
    this.random = random;
  }

  /** Takes a sample; it is lost when it would be shown in a time of silence. */
  public void take(Snapshot truth, int published) {
    var shownAt = truth.at() + config.metricDelay().draw(random);
    if (!config.isSilent(Kind.MONITORING_SILENT, shownAt)) {
      samples.addLast(new Sample(truth.at(), shownAt, truth.undelivered(), published));
    }
    while (!samples.isEmpty() && samples.peekFirst().at() < truth.at() - WINDOW_SECONDS) {
      samples.removeFirst();
    }
  }

  /** What is shown of the last ten minutes, oldest first. */
  public List<Sample> shown(double now) {
    return samples.stream()
        .filter(s -> s.shownAt() <= now && s.at() >= now - WINDOW_SECONDS)
        .toList();
  }

  public Optional<Sample> newest(double now) {
    var shown = shown(now);
    return shown.isEmpty() ? Optional.empty() : Optional.of(shown.get(shown.size() - 1));
  }
}
