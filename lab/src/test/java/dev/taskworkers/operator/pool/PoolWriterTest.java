package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.lab.cluster.LocalCluster;
import dev.taskworkers.lab.cluster.pods.ClusterOptions;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.deployment.DeploymentTemplate;
import dev.taskworkers.operator.pool.roster.Cordons;
import dev.taskworkers.operator.pool.roster.Crew;
import dev.taskworkers.operator.pool.roster.PoolPods;
import dev.taskworkers.operator.pool.roster.PoolPods.WorkerPod;
import dev.taskworkers.operator.pool.roster.Roster;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.workers.AskedWorkers;
import dev.taskworkers.operator.workers.HttpWorkers;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written to an API server, and what is not. */
final class PoolWriterTest {
  private static final String RESOURCE =
      """
      apiVersion: taskworkers.dev/v1beta1
      kind: TaskWorkerPool
      metadata: {name: p, namespace: n}
      spec:
        subscription: projects/acme/subscriptions/tasks
        handler: {self: {}}
        template: {spec: {containers: [{name: c, command: [sleep, "600"]}]}}
      """;

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final Crew NOBODY =
      Crew.of(0, PoolPods.of(List.of()), new Cordons(), Map.of(), Instant.EPOCH);

  @TempDir Path logs;
  private LocalCluster cluster;
  private PoolWriter writer;
  private Pool pool;

  @BeforeEach
  void start() {
    var clock = Clock.systemUTC();
    cluster =
        LocalCluster.start(
            new ClusterOptions(Map.of(), pod -> Map.of(), Duration.ofHours(1), logs), clock);
    // Without its owner the Deployment would be garbage.
    var resource = Serialization.unmarshal(RESOURCE, TaskWorkerPool.class);
    pool =
        new PoolValidation(Optional.empty()).validate(cluster.client().resource(resource).create());
    writer =
        new PoolWriter(
            cluster.client(),
            new DeploymentTemplate(OperatorConfig.from(Map.of())),
            new AskedWorkers(new HttpWorkers(8090), clock));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static Roster roster(int replicas, List<WorkerPod> mark) {
    return new Roster(replicas, mark, mark, List.of(), List.of(), Optional.empty());
  }

  /** A pod that runs, with these annotations. */
  private static WorkerPod pod(String name, String annotations) {
    var pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: n, creationTimestamp: "2026-01-01T00:00:00Z", annotations: %s}
            """
                .formatted(name, annotations),
            Pod.class);
    return PoolPods.of(List.of(pod)).all().get(0);
  }

  private Optional<Deployment> deployment() {
    return Optional.ofNullable(
        cluster.client().apps().deployments().inNamespace("n").withName("p").get());
  }

  /** Its controller has written what it writes. */
  private static boolean isSeen(Deployment deployment) {
    return deployment.getStatus() != null
        && deployment
            .getMetadata()
            .getGeneration()
            .equals(deployment.getStatus().getObservedGeneration());
  }

  @Test
  void what_is_so_already_is_not_written_again() {
    writer.apply(pool, Optional.empty(), NOBODY, roster(0, List.of()), NOW);
    var before = await().until(() -> deployment().orElseThrow(), PoolWriterTest::isSeen);

    writer.apply(pool, Optional.of(before), NOBODY, roster(0, List.of()), NOW);
    assertThat(deployment().orElseThrow().getMetadata().getResourceVersion())
        .isEqualTo(before.getMetadata().getResourceVersion());

    writer.apply(pool, Optional.of(before), NOBODY, roster(2, List.of()), NOW);
    assertThat(deployment().orElseThrow().getSpec().getReplicas()).isEqualTo(2);
  }

  @Test
  void a_pod_that_has_gone_in_the_meantime_keeps_nothing_from_being_written() {
    var gone = pod("gone", "{}");

    writer.apply(pool, Optional.empty(), NOBODY, roster(1, List.of(gone)), NOW);

    assertThat(deployment().orElseThrow().getSpec().getReplicas()).isEqualTo(1);
  }
}
