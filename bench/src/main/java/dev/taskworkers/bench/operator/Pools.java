// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.operator;

import dev.taskworkers.testbed.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The many pools that the operator is measured with. */
final class Pools {
  static final String SPACE = "scale";

  private final Cluster cluster;
  private final ScaleOptions options;

  Pools(Cluster cluster, ScaleOptions options) {
    this.cluster = cluster;
    this.options = options;
  }

  /** Makes them all, in a namespace of their own. */
  void make(Path folder) throws IOException {
    var all =
        IntStream.range(0, options.pools())
            .mapToObj(i -> pool(Traffic.pool(i)))
            .collect(Collectors.joining("---\n"));
    var file = Files.writeString(folder.resolve("pools.yaml"), all);
    cluster.kubectl("create", "namespace", SPACE).output();
    cluster.kubectl("create", "-n", SPACE, "-f", file.toString()).output();
  }

  private String pool(String name) {
    return """
        apiVersion: taskworkers.dev/v1beta1
        kind: TaskWorkerPool
        metadata: {name: %s}
        spec:
          subscription: %s
          handler: {exec: {command: [/app/task]}}
          concurrency: 4
          taskTimeout: 1m
          template:
            spec:
              nodeSelector: {type: kwok}
              tolerations: [{key: type, value: kwok}]
              automountServiceAccountToken: false
              containers: [{name: worker, image: 'example/task:1', resources: {requests: {cpu: 100m, memory: 128Mi}}}]
          scaling: {minReplicas: %d, maxReplicas: %d}
        """
        .formatted(
            name, Traffic.subscription(name), options.podsOfEach(), options.podsOfEach() * 2);
  }

  /** Of all pools. */
  int readyPods() {
    return fields(
            "get", "deployments", "jsonpath={range .items[*]}{.status.readyReplicas}{'\\n'}{end}")
        .mapToInt(Integer::parseInt)
        .sum();
  }

  /** How many pools have a doorbell that counts. */
  int counted() {
    return (int)
        fields(
                "get",
                "taskworkerpools",
                "jsonpath={range .items[*]}"
                    + "{.status.conditions[?(@.type=='ArrivalsKnown')].status}{'\\n'}{end}")
            .filter("True"::equals)
            .count();
  }

  /** Makes a worker answer at the address of each pod. */
  void introduce(FakeWorkers workers) {
    var pods =
        fields(
                "get",
                "pods",
                "jsonpath={range .items[*]}{.metadata.labels.taskworkers\\.dev/pool}"
                    + " {.status.podIP}{'\\n'}{end}")
            .map(line -> line.split(" "))
            .collect(Collectors.groupingBy(words -> words[0]));
    pods.forEach(
        (pool, members) -> {
          for (var i = 0; i < members.size(); i++) {
            workers.add(members.get(i)[1], pool, i, members.size());
          }
        });
  }

  private Stream<String> fields(String verb, String kind, String path) {
    return cluster
        .kubectl(verb, kind, "-n", SPACE, "-o", path)
        .output()
        .lines()
        .filter(line -> !line.isBlank());
  }
}
