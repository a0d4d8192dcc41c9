// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.taskworkers.simulation.Percentiles;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What a demo came to; all seconds are of the demo's clock.
 *
 * @param dispatched tasks published
 * @param completed tasks acknowledged
 * @param lost tasks neither acknowledged nor left in the subscription or the dead-letter topic
 * @param duplicates runs to the end beyond a task's first
 * @param redelivered deliveries beyond a task's first, those of killed workers included
 * @param waits seconds from publishing until the broker hands a task to a worker
 * @param firstWait the wait of the first task: the wake-up from zero
 * @param firstPodStart seconds from the first pod's creation to its being seen ready
 * @param zeroAfter seconds from the end of the last task to that of the last pod
 * @param podSeconds from each pod's creation to its end, added
 * @param coldStarts how often the pool went from no pod to some
 * @param removedWhileBusy pods told to stop while they ran a task although another was idle
 * @param interrupted tasks cut off by a removal
 * @param monitoringCalls questions to Cloud Monitoring
 * @param streamsOpened streams that workers and operator opened, the first ones included
 * @param streamsEnded streams that Pub/Sub ended
 * @param streamCauses why the streams were opened, and how many for each cause that there was
 */
public record DemoReport(
    long dispatched,
    long completed,
    long lost,
    long duplicates,
    long redelivered,
    @JsonProperty("wait") Percentiles waits,
    double firstWait,
    double firstPodStart,
    double zeroAfter,
    double podSeconds,
    int peakReplicas,
    int finalReplicas,
    int coldStarts,
    int removedWhileBusy,
    int interrupted,
    long monitoringCalls,
    int streamsOpened,
    int streamsEnded,
    Map<StreamLedger.Cause, Integer> streamCauses,
    List<DecisionLog.Entry> decisions) {
  public DemoReport {
    streamCauses = Collections.unmodifiableMap(streamCauses);
    decisions = List.copyOf(decisions);
  }

  /** Every task was done, and the pool is empty again. */
  public boolean succeeded() {
    return completed == dispatched && lost == 0 && finalReplicas == 0;
  }
}
