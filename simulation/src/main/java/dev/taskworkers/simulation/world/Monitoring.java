// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.operator.scaling.input.Backlog.Acknowledged;
import dev.taskworkers.simulation.world.SensorFault.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cloud Monitoring: a sample every minute, shown minutes later, the newest not always last. */
public final class Monitoring {
  /** Between two samples. */
  public static final int STEP_SECONDS = 60;

  private static final double WINDOW_SECONDS = 600;

  /** Google shows counters two minutes later than gauges. */
  private static final int COUNTERS_LATER_SECONDS = 120;

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
   * @param acknowledged tasks ever acknowledged
   */
  public record Sample(
      double at, double shownAt, int undelivered, int published, long acknowledged) {}

  public Monitoring(SimulationConfig config, Random random) {
    this.config = config;
    this.random = random;
  }

  /** Takes a sample; it is lost when it would be shown in a time of silence. */
  public void take(Snapshot truth, int published) {
    var shownAt = truth.at() + config.metricDelay().draw(random);
    if (!config.isSilent(Kind.MONITORING_SILENT, shownAt)) {
      samples.addLast(
          new Sample(truth.at(), shownAt, truth.undelivered(), published, truth.acknowledged()));
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

  /** What was acknowledged from one sample to the next, as far as that is shown, oldest first. */
  public List<Acknowledged> acknowledged(double now) {
    var between = new ArrayList<Acknowledged>();
    var before = Optional.<Sample>empty();
    for (var sample : samples) {
      if (before.isPresent() && sample.shownAt() + COUNTERS_LATER_SECONDS <= now) {
        between.add(acknowledged(before.get(), sample));
      }
      before = Optional.of(sample);
    }
    return between;
  }

  private static Acknowledged acknowledged(Sample before, Sample sample) {
    return new Acknowledged(
        Signals.at(before.at()),
        Signals.at(sample.at()),
        sample.acknowledged() - before.acknowledged());
  }

  public Optional<Sample> newest(double now) {
    var shown = shown(now);
    return shown.isEmpty() ? Optional.empty() : Optional.of(shown.get(shown.size() - 1));
  }
}
