// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import java.util.List;

/**
 * What a pool and its surroundings are like.
 *
 * @param slotsPerPod tasks at once in a pod, c
 * @param taskSeconds how long a task takes on average, S; policies that need it are told
 * @param beginning what is there at first
 * @param podStart from asking for a pod to its being ready
 * @param roundTrip from a task and a free slot's being there to the task's start
 * @param metricDelay from the taking of a sample to its being shown
 * @param countDelaySeconds from a publishing to its being counted, at least; a second more at most
 */
public record SimulationConfig(
    int slotsPerPod,
    double taskSeconds,
    Wishes wishes,
    Beginning beginning,
    Range podStart,
    Range roundTrip,
    Range metricDelay,
    int countDelaySeconds,
    List<SensorFault> faults) {

  public SimulationConfig {
    faults = List.copyOf(faults);
  }

  /**
   * c = 4, S = 5 s, at most 100 pods that start within 15 to 35 s, pulls that take 20 to 200 ms,
   * samples 1 to 4 minutes old.
   */
  public static SimulationConfig usual() {
    return new SimulationConfig(
        4,
        5,
        Wishes.of(100, 30),
        Beginning.EMPTY,
        new Range(15, 35),
        new Range(0.02, 0.2),
        new Range(60, 240),
        1,
        List.of());
  }

  public int maxReplicas() {
    return wishes.maxReplicas();
  }

  public double maxWaitSeconds() {
    return wishes.maxWaitSeconds();
  }

  public SimulationConfig withTasks(int slots, double seconds) {
    return new SimulationConfig(
        slots,
        seconds,
        wishes,
        beginning,
        podStart,
        roundTrip,
        metricDelay,
        countDelaySeconds,
        faults);
  }

  public SimulationConfig withMaxReplicas(int most) {
    return with(wishes.withMaxReplicas(most), beginning);
  }

  public SimulationConfig with(Wishes other, Beginning first) {
    return new SimulationConfig(
        slotsPerPod,
        taskSeconds,
        other,
        first,
        podStart,
        roundTrip,
        metricDelay,
        countDelaySeconds,
        faults);
  }

  public SimulationConfig withDelays(Range start, Range metric) {
    return new SimulationConfig(
        slotsPerPod,
        taskSeconds,
        wishes,
        beginning,
        start,
        roundTrip,
        metric,
        countDelaySeconds,
        faults);
  }

  public SimulationConfig withRoundTrip(Range trip) {
    return new SimulationConfig(
        slotsPerPod,
        taskSeconds,
        wishes,
        beginning,
        podStart,
        trip,
        metricDelay,
        countDelaySeconds,
        faults);
  }

  public SimulationConfig withCountDelay(int delaySeconds) {
    return new SimulationConfig(
        slotsPerPod,
        taskSeconds,
        wishes,
        beginning,
        podStart,
        roundTrip,
        metricDelay,
        delaySeconds,
        faults);
  }

  public SimulationConfig withFaults(List<SensorFault> all) {
    return new SimulationConfig(
        slotsPerPod,
        taskSeconds,
        wishes,
        beginning,
        podStart,
        roundTrip,
        metricDelay,
        countDelaySeconds,
        all);
  }

  /** Whether something can't be seen at a time. */
  public boolean isSilent(SensorFault.Kind kind, double at) {
    return faults.stream().anyMatch(fault -> fault.covers(kind, at));
  }
}
