// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.transport.FaultKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Lets things go wrong at their times. */
final class FaultSchedule {
  private final List<DemoFault> coming;
  private final NetworkFaults network;
  private final LocalCloud cloud;
  private final DemoCluster cluster;
  private final PodLedger pods;
  private final TaskLedger tasks;
  private final StreamLedger streams;

  FaultSchedule(
      List<DemoFault> faults,
      LocalCloud cloud,
      DemoCluster cluster,
      PodLedger pods,
      TaskLedger tasks,
      StreamLedger streams) {
    this.coming = new ArrayList<>(faults);
    this.coming.removeIf(DemoFault::isOfTheNetwork);
    this.network =
        new NetworkFaults(
            faults.stream().filter(DemoFault::isOfTheNetwork).toList(), cluster::networkFault);
    this.cloud = cloud;
    this.cluster = cluster;
    this.pods = pods;
    this.tasks = tasks;
    this.streams = streams;
  }

  /** Starts and ends what is due at {@code elapsed} since the start of the demo. */
  void tick(Duration elapsed) {
    coming.stream().filter(fault -> fault.start().compareTo(elapsed) <= 0).forEach(this::begin);
    coming.removeIf(fault -> fault.start().compareTo(elapsed) <= 0);
    network.tick(elapsed);
  }

  private void begin(DemoFault fault) {
    var inTheCloud = fault.kind().inTheCloud();
    if (inTheCloud.isPresent()) {
      set(inTheCloud.get(), fault);
      return;
    }
    if (fault.kind() == DemoFault.Kind.KILL_WORKER) {
      busiestPod().ifPresent(this::crash);
    } else {
      cluster.crashOperator();
      streams.crashed(LocalCloud.DEFAULT_CLIENT);
    }
  }

  private void crash(String pod) {
    cluster.crash(pod);
    tasks.crashed(pod);
    streams.crashed(pod);
  }

  private void set(FaultKind kind, DemoFault fault) {
    cloud.faults().set(kind, fault.length());
  }

  private Optional<String> busiestPod() {
    return pods.readyPods().stream().max(Comparator.comparingInt(pod -> tasks.heldNow(pod).size()));
  }
}
