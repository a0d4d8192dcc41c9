// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.operator;

import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes that KWOK plays. Every address of their pods leads to this machine, so that a stand-in for
 * the workers can answer.
 */
final class FakeNodes implements AutoCloseable {
  static final int PODS_OF_EACH = 2000;
  private static final String ADDRESSES = "10.80.0.0/16";

  private final Process kwok;

  private FakeNodes(Process kwok) {
    this.kwok = kwok;
  }

  /** Adds nodes for so many pods. */
  static FakeNodes add(Cluster cluster, int pods, Path folder, Consumer<String> progress) {
    var program = cluster.kwok(progress);
    route("replace").output();
    try {
      var count = pods / PODS_OF_EACH + 1;
      var file = folder.resolve("nodes.yaml");
      Files.writeString(
          file,
          IntStream.range(0, count).mapToObj(FakeNodes::node).collect(Collectors.joining("---\n")));
      cluster.kubectl("apply", "-f", file.toString()).output();
      var words =
          List.of(
              program.toString(),
              "--kubeconfig=" + cluster.kubeconfig(),
              "--config=" + program.resolveSibling("kwok-stages.yaml"),
              "--manage-nodes-with-label-selector=type=kwok",
              "--node-lease-duration-seconds=40");
      var builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.redirectOutput(folder.resolve("kwok.log").toFile());
      return new FakeNodes(builder.start());
    } catch (IOException e) {
      unroute();
      throw new UncheckedIOException(e);
    }
  }

  private static Command route(String change) {
    return Command.of("ip", "route", change, "local", ADDRESSES, "dev", "lo");
  }

  /** Takes the addresses back; that they are gone already is no mistake. */
  static void unroute() {
    route("del").result();
  }

  private static String node(int index) {
    return """
        apiVersion: v1
        kind: Node
        metadata:
          name: kwok-%d
          labels: {type: kwok}
        spec:
          podCIDR: 10.80.%d.0/21
          taints: [{key: type, value: kwok, effect: NoSchedule}]
        status:
          allocatable: {cpu: 1k, memory: 10Ti, pods: %d}
          capacity: {cpu: 1k, memory: 10Ti, pods: %d}
        """
        .formatted(index, index * 8, PODS_OF_EACH, PODS_OF_EACH);
  }

  @Override
  public void close() {
    kwok.destroy();
    unroute();
  }
}
