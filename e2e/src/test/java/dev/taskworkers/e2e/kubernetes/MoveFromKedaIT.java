// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.bench.keda.Keda;
import dev.taskworkers.bench.keda.KedaBuild;
import dev.taskworkers.testbed.Command;
import dev.taskworkers.testbed.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The move that {@code docs/moving-from-keda.md} describes, with KEDA itself. */
@ExtendWith(OnKubernetes.class)
@Isolated("KEDA's metrics are an API of the whole cluster")
@EnabledIfSystemProperty(named = "taskworkers.full", matches = "true")
class MoveFromKedaIT {
  private static final String PAUSED = "autoscaling.keda.sh/paused-replicas";
  private static final int TASK_SECONDS = 3;

  @TempDir Path folder;

  @Test
  void loses_and_repeats_no_task_forth_and_back_and_forth_again(TestEnvironment environment)
      throws IOException {
    var tasks = environment.tasks();
    var cluster = environment.machine();
    try (var namespace = environment.namespace();
        var keda = Keda.start(cluster, build(environment), folder, environment.cloud())) {
      try {
        var move = new Move(namespace, tasks);
        move.begin(environment.pubsub(), keda.serviceAccount(Tasks.PROJECT));
        move.look();
        move.start();
        move.handOver();
        move.wayBack();
        move.startAgain();
        move.handOver();
        move.cleanUp();
        tasks.assertEachRanOnce();
      } finally {
        namespace.tryKubectl("delete", "scaledobject", "--all");
        keda.uninstall();
      }
    }
  }

  private static KedaBuild build(TestEnvironment environment) {
    try {
      return KedaBuild.in(environment.machine().cache(), Requirements::say);
    } catch (CommandFailure missing) {
      return Requirements.skip(missing.getMessage());
    }
  }

  /** The steps of the guide, by its own commands. */
  private final class Move {
    private final TestNamespace namespace;
    private final Tasks tasks;
    private String pool = "";

    Move(TestNamespace namespace, Tasks tasks) {
      this.namespace = namespace;
      this.tasks = tasks;
    }

    /** KEDA scales a Deployment, and its pods do what comes. */
    void begin(String pubsub, String account) throws IOException {
      var key = Files.writeString(folder.resolve("key.json"), account);
      namespace.kubectl("create", "secret", "generic", "google", "--from-file=" + key);
      namespace.apply(deployment(pubsub));
      namespace.apply(AUTHENTICATION);
      namespace.apply(scaledObject());
      // Of a subscription that never had a message there is no sample, and KEDA isn't ready.
      tasks.send(20);
      namespace.await("KEDA ready", () -> scaledObject("Ready").equals("True"));
      namespace.await("pods of KEDA", () -> ready("old") > 0);
      namespace.await("all tasks done", tasks::allDone);
    }

    /** Step 2: the pool says what it would do, and starts nothing. */
    void look() throws IOException {
      var scaled = Files.writeString(folder.resolve("scaledobject.yaml"), scaledObject());
      var deployed =
          Files.writeString(
              folder.resolve("deployment.yaml"),
              namespace.kubectl("get", "deployment", "old", "-o", "yaml"));
      pool = convert(scaled, deployed).replace("concurrency: 1", "concurrency: 2");
      assertThat(pool).contains("mode: Advise", "concurrency: 2");
      namespace.apply(pool);
      namespace.await(
          "advice", () -> namespace.condition("old-pool", "ScalingActive").contains("Advised"));
      assertThat(podsOf("old-pool")).isZero();
    }

    /** Step 3: both share what comes. */
    void start() {
      namespace.follow("old-pool", pool.replace("mode: Advise", "mode: Auto"));
      tasks.send(40);
      namespace.await("pods of both", () -> ready("old") > 0 && ready("old-pool") > 0);
    }

    /** Step 4, while tasks run. */
    void handOver() {
      tasks.send(20);
      namespace.await("running tasks", () -> tasks.running() > 1);
      namespace.kubectl("annotate", "scaledobject", "old", "--overwrite", PAUSED + "=0");
      namespace.await("no pod of KEDA", () -> podsOf("old") == 0);
      tasks.send(20);
      namespace.await("all tasks done", tasks::allDone);
      assertThat(podsOf("old")).as("pods of KEDA").isZero();
    }

    /** While tasks run, too. */
    void wayBack() {
      tasks.send(20);
      namespace.await("running tasks", () -> tasks.running() > 1);
      namespace.kubectl("annotate", "scaledobject", "old", PAUSED + "-");
      namespace.kubectl("scale", "taskworkerpool", "old-pool", "--replicas=0");
      namespace.await("no pod of the pool", () -> podsOf("old-pool") == 0);
      tasks.send(20);
      namespace.await("all tasks done", tasks::allDone);
      assertThat(podsOf("old-pool")).as("pods of the pool").isZero();
    }

    /** Step 3 again: the second command of it takes the pin away. */
    void startAgain() {
      namespace.apply(pool.replace("mode: Advise", "mode: Auto"));
      var unpinned = "{\"spec\":{\"replicas\":null}}";
      namespace.kubectl(
          "patch", "taskworkerpool", "old-pool", "--type", "merge", "--patch", unpinned);
      tasks.send(20);
      namespace.await("pods of the pool", () -> ready("old-pool") > 0);
    }

    /** Step 5. */
    void cleanUp() {
      namespace.kubectl("delete", "scaledobject", "old");
      namespace.kubectl("delete", "deployment", "old");
      tasks.send(10);
      namespace.await("all tasks done", tasks::allDone);
    }

    private String convert(Path scaledObject, Path deployment) {
      var jar = TestEnvironment.repository().resolve("cli/target/taskworkers.jar");
      if (!Files.exists(jar)) {
        return Requirements.skip("Build the command: mvn -pl cli -am -DskipTests package.");
      }
      // What it could not map it says on standard error: of the manifest standard output is all.
      var converted = folder.resolve("pool.yaml");
      var script = "\"$0\" -jar \"$1\" convert \"$2\" --deployment \"$3\" > \"$4\"";
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Command.of(
              "sh",
              "-c",
              script,
              java,
              jar.toString(),
              scaledObject.toString(),
              deployment.toString(),
              converted.toString())
          .output();
      try {
        return Files.readString(converted);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private String scaledObject(String type) {
      var path = "jsonpath={.status.conditions[?(@.type==\"" + type + "\")].status}";
      return namespace.kubectl("get", "scaledobject", "old", "-o", path);
    }

    private int ready(String deployment) {
      var result =
          namespace.tryKubectl(
              "get", "deployment", deployment, "-o", "jsonpath={.status.readyReplicas}");
      var text = result.output().strip();
      return result.ok() && !text.isEmpty() ? Integer.parseInt(text) : 0;
    }

    /** Those that end included. */
    private int podsOf(String deployment) {
      return (int)
          namespace.podNames().stream()
              .filter(name -> name.matches(deployment + "-[0-9a-z]+-[0-9a-z]{5}"))
              .count();
    }

    private String scaledObject() {
      return """
          apiVersion: keda.sh/v1alpha1
          kind: ScaledObject
          metadata: {name: old, namespace: %s}
          spec:
            scaleTargetRef: {name: old}
            pollingInterval: 5
            cooldownPeriod: 10
            minReplicaCount: 1
            maxReplicaCount: 3
            triggers:
              - type: gcp-pubsub
                authenticationRef: {name: google}
                metadata: {subscriptionName: %s, value: '4', timeHorizon: 10m}
          """
          .formatted(namespace.name(), tasks.subscription());
    }

    /** A program that pulls by itself: our worker, as anybody's would. */
    private String deployment(String pubsub) {
      var subscription = tasks.subscription();
      var env =
          """
          , command: [/opt/taskworkers/worker], env: [
            {name: PUBSUB_EMULATOR_HOST, value: '%s'},
            {name: GCP_PROJECT_ID, value: %s},
            {name: GCP_PUBSUB_SUBSCRIPTION_ID, value: %s},
            {name: TASKWORKERS_CONCURRENCY, value: '2'},
            {name: TASKWORKERS_HANDLER, value: exec},
            {name: TASKWORKERS_EXEC_COMMAND, value: '["/bin/busybox","sleep","%d"]'},
            {name: TASKWORKERS_TASK_TIMEOUT, value: 20s}]"""
              .formatted(
                  pubsub,
                  Tasks.PROJECT,
                  subscription.substring(subscription.lastIndexOf('/') + 1),
                  TASK_SECONDS)
              .replace("\n", "");
      return """
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: old, namespace: %s}
          spec:
            replicas: 0
            selector: {matchLabels: {app: old}}
            template:
              metadata: {labels: {app: old}}
              spec:
                automountServiceAccountToken: false
                terminationGracePeriodSeconds: 60
                securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
                containers:
                  %s
          """
          .formatted(namespace.name(), Manifests.container("puller", TestImages.TASKS, env));
    }
  }

  private static final String AUTHENTICATION =
      """
      apiVersion: keda.sh/v1alpha1
      kind: TriggerAuthentication
      metadata: {name: google}
      spec:
        secretTargetRef:
          - {parameter: GoogleApplicationCredentials, name: google, key: key.json}
      """;
}
