// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.localcluster.ClusterObserver;
import dev.taskworkers.localcluster.ClusterOptions;
import dev.taskworkers.localcluster.LocalCluster;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The demo's cluster, with operator and pool applied to it; its pods are processes of their own.
 */
final class DemoCluster implements AutoCloseable {
  private static final String CRD = "/crd/crd.yaml";

  private final LocalCluster cluster;
  private final Path logs;

  private DemoCluster(LocalCluster cluster, Path logs) {
    this.cluster = cluster;
    this.logs = logs;
  }

  /**
   * Starts it.
   *
   * @param folder for the pods' logs
   * @param observer hears of all pods
   */
  static DemoCluster start(
      DemoOptions options, DemoCloud cloud, Path folder, FastClock clock, ClusterObserver observer)
      throws IOException, InterruptedException {
    var cluster = LocalCluster.start(clusterOptions(cloud, folder, clock), clock);
    cluster.observe(observer);
    apply(options, cloud, cluster);
    return new DemoCluster(cluster, folder);
  }

  private static ClusterOptions clusterOptions(DemoCloud cloud, Path folder, FastClock clock)
      throws IOException, InterruptedException {
    return new ClusterOptions(
        Map.of(
            OperatorDeployment.IMAGE, Jvm.command(OperatorMain.class, 256),
            DemoPool.WORKER_IMAGE, WorkerJvm.command()),
        pod ->
            pod.startsWith(ClusterNames.OPERATOR)
                ? Map.of(
                    FastClock.VARIABLE, clock.toString(),
                    OperatorMain.NETWORK, folder.toString())
                : Map.of(
                    FastClock.VARIABLE,
                    clock.toString(),
                    GoogleEndpoint.PUBSUB_EMULATOR,
                    cloud.entranceOf(pod)),
        Duration.ZERO,
        folder);
  }

  private static void apply(DemoOptions options, DemoCloud cloud, LocalCluster cluster)
      throws IOException {
    var client = cluster.client();
    try (InputStream crd = TaskWorkerPool.class.getResourceAsStream(CRD)) {
      client.resource(Serialization.unmarshal(crd, CustomResourceDefinition.class)).create();
    }
    client.resource(OperatorDeployment.orderKeys()).create();
    client
        .resource(OperatorDeployment.of(cluster.url(), cloud.monitoring(), cloud.pubsub()))
        .create();
    client.resource(DemoPool.of(options)).create();
  }

  /** The file whose presence breaks the network between operator and workers. */
  Path networkFault(DemoFault.Kind kind) {
    return logs.resolve(kind.word());
  }

  KubernetesClient client() {
    return cluster.client();
  }

  /** Kills a pod's processes; they start again. */
  void crash(String pod) {
    cluster.crash(pod);
  }

  void crashOperator() {
    cluster.crashAll(ClusterNames.OPERATOR);
  }

  /** What the operator has said so far. */
  String operatorLog() {
    try (var files = Files.list(logs)) {
      for (var file : files.filter(f -> f.toString().contains(ClusterNames.OPERATOR)).toList()) {
        return Files.readString(file);
      }
    } catch (IOException e) {
      return "unreadable, " + e.getMessage();
    }
    return "none";
  }

  @Override
  public void close() {
    cluster.close();
  }
}
