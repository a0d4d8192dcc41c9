// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.Command;
import dev.taskworkers.testbed.CommandFailure;
import java.nio.file.Path;
import java.util.Optional;

/** The cluster of this machine, brought up for the tests unless it was up before. */
record MachineCluster(Cluster cluster, boolean wasUp) implements TestCluster {
  static MachineCluster open(Cluster cluster) {
    Cluster.impossible().ifPresent(Requirements::skip);
    try {
      cluster.prepare(Requirements::say);
    } catch (CommandFailure missing) {
      Requirements.skip(missing.getMessage());
    }
    var wasUp = cluster.isUp();
    try {
      cluster.up(Requirements::say);
    } catch (CommandFailure failure) {
      cluster.down();
      Requirements.skip("No Kubernetes starts on this machine: " + failure.getMessage());
    }
    return new MachineCluster(cluster, wasUp);
  }

  @Override
  public Command kubectl(String... words) {
    return cluster.kubectl(words);
  }

  @Override
  public Command helm(String... words) {
    return cluster.helm(words);
  }

  @Override
  public String hostAddress() {
    return Cluster.HOST_ADDRESS;
  }

  @Override
  public void bring(String image, Path archive) {
    cluster.importImage(archive);
  }

  @Override
  public Optional<Cluster> machine() {
    return Optional.of(cluster);
  }

  @Override
  public void close() {
    if (!wasUp) {
      Requirements.say("taking the cluster down");
      cluster.down();
    }
  }
}
