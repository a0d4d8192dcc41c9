// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments become processes of this machine, and end as pods do. */
final class LocalClusterTest {
  private static final String STEADY = "trap 'echo bye; exit 0' TERM; while :; do sleep 0.05; done";
  private static final String DEAF = "trap '' TERM; while :; do sleep 0.05; done";

  @TempDir Path logs;
  private final List<String> created = new CopyOnWriteArrayList<>();
  private LocalCluster cluster;

  @BeforeEach
  void start() {
    cluster =
        LocalCluster.start(
            new ClusterOptions(
                Map.of("steady", List.of("sh", "-c", STEADY), "deaf", List.of("sh", "-c", DEAF)),
                pod -> Map.of("FROM_NODE", pod),
                Duration.ZERO,
                logs),
            Clock.systemUTC());
    cluster.observe(
        new ClusterObserver() {
          @Override
          public void podCreated(String pod, Instant at) {
            created.add(pod);
          }
        });
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void apply(int replicas, String container, String podSpec) {
    cluster
        .client()
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: d, namespace: n}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: d}}
                  template:
                    metadata: {labels: {app: d}}
                    spec: {%s containers: [{name: c, %s}]}
                """
                    .formatted(replicas, podSpec, container),
                Deployment.class))
        .fieldManager("test")
        .forceConflicts()
        .serverSideApply();
  }

  private void apply(int replicas, String image) {
    apply(replicas, "image: " + image, "");
  }

  private List<Pod> pods() {
    return cluster.client().pods().inNamespace("n").list().getItems();
  }

  private List<Pod> ready() {
    return pods().stream().filter(pod -> Pods.isReady(pod) && !Pods.isDeleted(pod)).toList();
  }

  private String log() {
    try (var files = Files.list(logs)) {
      return files.map(LocalClusterTest::read).collect(Collectors.joining());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(20));
  }

  /** What our processes have started and is still there. */
  private static long processes() {
    return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).count();
  }

  @Test
  void a_deployment_gets_its_pods_once_and_loses_them_again() {
    apply(3, "steady");
    soon().until(() -> ready().size() == 3);

    apply(1, "steady");
    soon().until(() -> pods().size() == 1);

    apply(0, "steady");
    soon().until(() -> pods().isEmpty());
    assertThat(created).hasSize(3);
    assertThat(log()).isEqualTo("bye\nbye\nbye\n");
  }

  @Test
  void the_pod_with_the_lowest_deletion_cost_goes_first() {
    apply(3, "steady");
    soon().until(() -> ready().size() == 3);
    var cheap = ready().get(1).getMetadata().getName();
    cluster
        .client()
        .pods()
        .inNamespace("n")
        .withName(cheap)
        .edit(
            pod ->
                pod.edit()
                    .editMetadata()
                    .addToAnnotations("controller.kubernetes.io/pod-deletion-cost", "-1")
                    .endMetadata()
                    .build());
    soon()
        .until(
            () -> ready().stream().anyMatch(pod -> !pod.getMetadata().getAnnotations().isEmpty()));
    await().pollDelay(Duration.ofMillis(100)).until(() -> true);

    apply(2, "steady");

    soon().until(() -> pods().size() == 2);
    assertThat(pods()).extracting(pod -> pod.getMetadata().getName()).doesNotContain(cheap);
  }

  @Test
  void a_new_template_is_rolled_out_without_a_gap() {
    apply(2, "steady");
    soon().until(() -> ready().size() == 2);

    apply(2, "image: steady, env: [{name: NEW, value: x}]", "");

    soon()
        .until(
            () -> {
              assertThat(ready().size()).isGreaterThanOrEqualTo(2);
              return pods().size() == 2 && created.size() == 4;
            });
  }

  @Test
  void a_container_has_its_environment_its_fields_and_what_the_node_adds() {
    apply(
        1,
        "command: [sh, -c, 'echo \"$PLAIN|$NAME|$IP|$FROM_NODE\"; exec sleep 600'], env: [{name:"
            + " PLAIN, value: a b}, {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}},"
            + " {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]",
        "");
    soon().until(() -> log().contains("|"));

    var pod = pods().get(0);
    var name = pod.getMetadata().getName();
    assertThat(log()).contains("a b|" + name + "|" + pod.getStatus().getPodIP() + "|" + name);
    assertThat(pod.getStatus().getPodIP()).startsWith("127.");
  }

  @Test
  void an_image_that_a_command_stands_for_runs_that_whatever_its_container_says() {
    apply(1, "image: steady, command: [/only/in/the/image]", "");
    soon().until(() -> ready().size() == 1);
  }

  @Test
  void a_process_that_ignores_sigterm_is_killed_when_its_grace_is_over() {
    var before = processes();
    apply(1, "image: deaf", "terminationGracePeriodSeconds: 1,");
    soon().until(() -> ready().size() == 1);

    apply(0, "image: deaf", "terminationGracePeriodSeconds: 1,");

    soon().until(() -> pods().isEmpty());
    soon().until(() -> processes() == before);
  }

  @Test
  void what_a_process_leaves_behind_is_ended_with_its_pod() {
    var before = processes();
    apply(1, "command: [sh, -c, \"sleep 600 & exec sleep 601\"]", "");
    soon().until(() -> processes() == before + 2);

    apply(0, "command: [sh, -c, \"sleep 600 & exec sleep 601\"]", "");

    soon().until(() -> pods().isEmpty());
    soon().until(() -> ProcessHandle.allProcesses().noneMatch(LocalClusterTest::isSleepOfThisTest));
  }

  private static boolean isSleepOfThisTest(ProcessHandle process) {
    return process.info().commandLine().filter(line -> line.endsWith("sleep 600")).isPresent();
  }

  @Test
  void no_more_pods_start_at_once_than_the_machine_has_processors() {
    var room = Runtime.getRuntime().availableProcessors();
    var neverReady =
        "command: [sh, -c, exec sleep 600], readinessProbe: {httpGet: {path: /, port: 1}}";

    apply(room + 5, neverReady, "");

    soon().until(() -> pods().size() == room + 5 && started() == room);
    await().during(Duration.ofMillis(500)).until(() -> started() == room);
  }

  private long started() {
    return pods().stream().filter(pod -> pod.getStatus() != null).count();
  }

  @Test
  void a_crashed_container_starts_again_at_once_and_then_after_a_while() {
    apply(1, "image: steady, args: []", "");
    soon().until(() -> ready().size() == 1);
    var name = ready().get(0).getMetadata().getName();

    cluster.crash(name);
    soon().until(() -> restarts() == 1 && ready().size() == 1);

    cluster.crash(name);
    soon().until(() -> ready().isEmpty());
    await().during(Duration.ofMillis(500)).until(() -> ready().isEmpty());
  }

  private int restarts() {
    return pods().stream().mapToInt(Pods::restarts).sum();
  }

  @Test
  void pods_go_with_their_deployment_and_the_deployment_with_its_owner() {
    var owner =
        cluster
            .client()
            .configMaps()
            .resource(
                Serialization.unmarshal(
                    "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: owner, namespace: n}}",
                    ConfigMap.class))
            .create();
    apply(1, "steady");
    cluster
        .client()
        .apps()
        .deployments()
        .inNamespace("n")
        .withName("d")
        // Without a version, so that the controller's own writes don't stand against it.
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"metadata": {"ownerReferences": [
              {"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": "%s"}]}}
            """
                .formatted(owner.getMetadata().getUid()));
    soon().until(() -> ready().size() == 1);

    cluster.client().resource(owner).delete();

    soon().until(() -> pods().isEmpty());
    assertThat(cluster.client().apps().deployments().inNamespace("n").list().getItems()).isEmpty();
  }

  @Test
  void a_process_reads_what_its_pod_is_in_files_that_follow_the_pods_annotations() {
    apply(
        1,
        "command: [sh, -c, 'cat $INFO/name $INFO/note; while ! grep -q new $INFO/note; do sleep"
            + " 0.05; done; echo seen; sleep 600'], env: [{name: INFO, value: /etc/info}],"
            + " volumeMounts: [{name: info, mountPath: /etc/info}]",
        "volumes: [{name: info, downwardAPI: {items: [{path: name, fieldRef: {fieldPath:"
            + " metadata.name}}, {path: note, fieldRef: {fieldPath: \"metadata.annotations['note']\"}}]}}],");
    soon().until(() -> pods().stream().anyMatch(Pods::isReady));
    var pod = pods().get(0).getMetadata();
    var log = logs.resolve(pod.getName() + "-c.log");
    soon().until(() -> read(log).contains(pod.getName()));

    cluster
        .client()
        .pods()
        .inNamespace("n")
        .withName(pod.getName())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"annotations\": {\"note\": \"new\"}}}");
    soon().until(() -> read(log).contains("seen"));

    cluster.close();
    assertThat(logs).isDirectoryNotContaining("glob:**volumes-*");
  }

  @Test
  void nothing_is_left_when_the_cluster_is_closed() {
    var before = processes();
    apply(3, "deaf");
    soon().until(() -> ready().size() == 3);

    cluster.close();

    soon().until(() -> processes() <= before);
  }
}
