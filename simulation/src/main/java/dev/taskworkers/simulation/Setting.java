package dev.taskworkers.simulation;

import java.util.List;

/**
 * What a pool and its surroundings are like.
 *
 * @param slotsPerPod tasks at once in a pod, c
 * @param taskSeconds how long a task takes on average, S; policies that need it are told
 * @param maxReplicas most pods
 * @param maxWaitSeconds longest time that a task should wait
 * @param podStart from asking for a pod to its being ready
 * @param roundTrip from a task and a free slot's being there to the task's start
 * @param metricDelay from the taking of a sample to its being shown
 * @param countDelaySeconds from a publishing to its being counted, at least; a second more at most
 */
public record Setting(
    int slotsPerPod,
    double taskSeconds,
    int maxReplicas,
    double maxWaitSeconds,
    Span podStart,
    Span roundTrip,
    Span metricDelay,
    int countDelaySeconds,
    List<SensorFault> faults) {

  public Setting {
    faults = List.copyOf(faults);
  }

  /**
   * c = 4, S = 5 s, at most 100 pods that start within 15 to 35 s, pulls that take 20 to 200 ms,
   * samples 1 to 4 minutes old.
   */
  public static Setting usual() {
    return new Setting(
        4, 5, 100, 30, new Span(15, 35), new Span(0.02, 0.2), new Span(60, 240), 1, List.of());
  }

  public Setting withTasks(int slots, double seconds) {
    return new Setting(
        slots,
        seconds,
        maxReplicas,
        maxWaitSeconds,
        podStart,
        roundTrip,
        metricDelay,
        countDelaySeconds,
        faults);
  }

  public Setting withMaxReplicas(int most) {
    return new Setting(
        slotsPerPod,
        taskSeconds,
        most,
        maxWaitSeconds,
        podStart,
        roundTrip,
        metricDelay,
        countDelaySeconds,
        faults);
  }

  public Setting withDelays(Span start, Span metric) {
    return new Setting(
        slotsPerPod,
        taskSeconds,
        maxReplicas,
        maxWaitSeconds,
        start,
        roundTrip,
        metric,
        countDelaySeconds,
        faults);
  }

  public Setting withRoundTrip(Span trip) {
    return new Setting(
        slotsPerPod,
        taskSeconds,
        maxReplicas,
        maxWaitSeconds,
        podStart,
        trip,
        metricDelay,
        countDelaySeconds,
        faults);
  }

  public Setting withCountDelay(int delaySeconds) {
    return new Setting(
        slotsPerPod,
        taskSeconds,
        maxReplicas,
        maxWaitSeconds,
        podStart,
        roundTrip,
        metricDelay,
        delaySeconds,
        faults);
  }

  public Setting withFaults(List<SensorFault> all) {
    return new Setting(
        slotsPerPod,
        taskSeconds,
        maxReplicas,
        maxWaitSeconds,
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
