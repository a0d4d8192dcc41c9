// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for one part of the cluster after the other. */
final class Readiness {
  private static final Duration WITHIN = Duration.ofMinutes(3);

  private final Cluster cluster;

  Readiness(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The first process inside the namespaces, as this machine numbers it. */
  long firstProcess(ProcessHandle outer) {
    await("first process of the node", () -> outer.children().findFirst().isPresent());
    return outer.children().findFirst().orElseThrow().pid();
  }

  void apiServer() {
    await("API server", () -> cluster.kubectl("get", "--raw", "/readyz").result().ok());
    await("containerd", () -> cluster.running("containerd").isPresent() && socketThere());
  }

  private boolean socketThere() {
    return Files.exists(cluster.logs().resolveSibling("containerd.sock"));
  }

  void node() {
    await(
        "node that is ready",
        () ->
            cluster
                .kubectl(
                    "get",
                    "nodes",
                    "-o",
                    "jsonpath={.items[*].status.conditions[?(@.type==\"Ready\")].status}")
                .result()
                .output()
                .equals("True\n"));
    await(
        "service account of the namespace default",
        () -> cluster.kubectl("get", "serviceaccount", "default").result().ok());
  }

  /** Asks for the API server's own name, at the address that pods use. */
  void dns() {
    await("DNS", () -> answersAt("10.96.0.10", "kubernetes.default.svc.cluster.local"));
  }

  private static boolean answersAt(String server, String name) {
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(500);
      var query = new java.io.ByteArrayOutputStream();
      query.writeBytes(new byte[] {7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
      for (var label : name.split("\\.")) {
        query.write(label.length());
        query.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
      }
      query.writeBytes(new byte[] {0, 0, 1, 0, 1});
      var bytes = query.toByteArray();
      socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(server), 53));
      var answer = new DatagramPacket(new byte[512], 512);
      socket.receive(answer);
      var answers = answer.getData()[6] << 8 | answer.getData()[7];
      return answers > 0;
    } catch (IOException e) {
      return false;
    }
  }

  void done(Path mark) {
    try {
      Files.writeString(mark, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(String what, BooleanSupplier there) {
    Waiting.until(what + " (logs: " + cluster.logs() + ")", WITHIN, there);
  }
}
