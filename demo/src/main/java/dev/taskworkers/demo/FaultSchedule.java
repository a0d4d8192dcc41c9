// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.demo.ledger.PodLedger;
import dev.taskworkers.demo.ledger.StreamLedger;
import dev.taskworkers.demo.ledger.TaskLedger;
import dev.taskworkers.emulator.FaultKind;
import dev.taskworkers.emulator.LocalCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Lets things go wrong at their times. */
final class FaultSchedule {
  private final List<DemoFault> coming;
  private final List<DemoFault> lasting = new ArrayList<>();
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
    lasting.removeIf(
        fault -> {
          var over = fault.start().plus(fault.length()).compareTo(elapsed) <= 0;
          if (over) {
            setNetwork(fault.kind(), false);
          }
          return over;
        });
  }

  private void begin(DemoFault fault) {
    var inTheCloud = fault.kind().inTheCloud();
    if (inTheCloud.isPresent()) {
      set(inTheCloud.get(), fault);
      return;
    }
    switch (fault.kind()) {
      case KILL_WORKER -> busiestPod().ifPresent(this::crash);
      case KILL_OPERATOR -> {
        cluster.crashOperator();
        streams.crashed(LocalCloud.DEFAULT_CLIENT);
      }
      default -> {
        setNetwork(fault.kind(), true);
        lasting.add(fault);
      }
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

  private void setNetwork(DemoFault.Kind kind, boolean broken) {
    var file = cluster.networkFault(kind);
    try {
      if (broken) {
        Files.createFile(file);
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the fault " + kind.word() + " can't be switched", e);
    }
  }
}
