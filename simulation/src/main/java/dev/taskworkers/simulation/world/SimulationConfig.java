// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import java.util.List;

/**
 * What a pool and its surroundings are like.
 *
 * @param slotsPerPod tasks at once in a pod, c
 * @param taskSeconds how long a task takes on average, S; policies that need it are told
 * @param beginning what is there at first
 */
public record SimulationConfig(
    int slotsPerPod,
    double taskSeconds,
    Wishes wishes,
    Beginning beginning,
    Delays delays,
    List<SensorFault> faults) {

  public SimulationConfig {
    faults = List.copyOf(faults);
  }

  /**
   * How long things take.
   *
   * @param podStart from asking for a pod to its being ready
   * @param roundTrip from a task and a free slot's being there to the task's start
   * @param metric from the taking of a sample to its being shown
   * @param countSeconds from a publishing to its being counted, at least; a second more at most
   */
  public record Delays(Range podStart, Range roundTrip, Range metric, int countSeconds) {}

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
        new Delays(new Range(15, 35), new Range(0.02, 0.2), new Range(60, 240), 1),
        List.of());
  }

  public int maxReplicas() {
    return wishes.maxReplicas();
  }

  public double maxWaitSeconds() {
    return wishes.maxWaitSeconds();
  }

  public Range podStart() {
    return delays.podStart();
  }

  public Range metricDelay() {
    return delays.metric();
  }

  public SimulationConfig withTasks(int slots, double seconds) {
    return new SimulationConfig(slots, seconds, wishes, beginning, delays, faults);
  }

  public SimulationConfig withMaxReplicas(int most) {
    return with(wishes.withMaxReplicas(most), beginning);
  }

  public SimulationConfig with(Wishes other, Beginning first) {
    return new SimulationConfig(slotsPerPod, taskSeconds, other, first, delays, faults);
  }

  public SimulationConfig withDelays(Range start, Range metric) {
    return with(new Delays(start, delays.roundTrip(), metric, delays.countSeconds()));
  }

  public SimulationConfig withRoundTrip(Range trip) {
    return with(new Delays(podStart(), trip, metricDelay(), delays.countSeconds()));
  }

  public SimulationConfig withCountDelay(int seconds) {
    return with(new Delays(podStart(), delays.roundTrip(), metricDelay(), seconds));
  }

  private SimulationConfig with(Delays other) {
    return new SimulationConfig(slotsPerPod, taskSeconds, wishes, beginning, other, faults);
  }

  public SimulationConfig withFaults(List<SensorFault> all) {
    return new SimulationConfig(slotsPerPod, taskSeconds, wishes, beginning, delays, all);
  }

  /** Whether something can't be seen at a time. */
  public boolean isSilent(SensorFault.Kind kind, double at) {
    return faults.stream().anyMatch(fault -> fault.covers(kind, at));
  }
}
