// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.WorkerEndpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** The chart's and the operator's own policies, in a network that enforces them. */
@ExtendWith(OnKubernetes.class)
@Isolated("the operator is installed anew")
class NetworkPoliciesIT {
  private static final int OPERATOR = 8080;

  @BeforeEach
  void require_that_policies_are_enforced(TestEnvironment environment) {
    Requirements.packetFilter(environment.machine());
  }

  @AfterEach
  void open_all(TestEnvironment environment) {
    environment.applyChartAnew();
  }

  /** Closes pools and the operator to all but it and the pods of {@code readers}. */
  private static void close(TestEnvironment environment, TestNamespace readers) {
    var from =
        "[{\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"%s\"}}}]"
            .formatted(readers.name());
    var cloud =
        "[{\"to\":[{\"ipBlock\":{\"cidr\":\"%s/32\"}}]}]".formatted(environment.hostAddress());
    environment.upgrade(
        "--set-json=networkPolicy={\"enabled\":true,\"ingressFrom\":%s,\"extraEgress\":%s,"
                .formatted(from, cloud)
            + "\"pools\":{\"enabled\":true,\"ingressFrom\":%s}}".formatted(from));
  }

  /** A pool with one worker that stays; its address. */
  private static String worker(TestNamespace namespace, Tasks tasks) {
    namespace.follow("closed", Manifests.sleeping("closed", tasks, 1, TestImages.TASKS));
    namespace.kubectl("scale", "taskworkerpool", "closed", "--replicas=1");
    namespace.await("a worker", () -> namespace.readyPods() == 1);
    return namespace.kubectl("get", "pods", "-o", Stranger.IP);
  }

  @Test
  void nobody_reaches_a_worker_or_the_operator_but_it_and_who_is_named(
      TestEnvironment environment) {
    try (var pool = environment.namespace();
        var elsewhere = environment.namespace();
        var monitoring = environment.namespace()) {
      var stranger = Stranger.in(elsewhere, "stranger");
      var reader = Stranger.in(monitoring, "reader");
      var worker = worker(pool, environment.tasks());
      assertThat(stranger.reaches(worker, WorkerEndpoints.PORT)).isTrue();
      assertThat(stranger.reaches(environment.operatorAddress(), OPERATOR)).isTrue();

      close(environment, monitoring);
      pool.await("the pool's policy", () -> pool.tryKubectl("get", "networkpolicy", "closed").ok());

      var operator = environment.operatorAddress();
      assertThat(stranger.reaches(worker, WorkerEndpoints.PORT)).isFalse();
      assertThat(stranger.reaches(operator, OPERATOR)).isFalse();
      assertThat(reader.ask(worker, WorkerEndpoints.PORT, "GET", WorkerEndpoints.METRICS))
          .startsWith("HTTP/1.1 200");
      assertThat(reader.ask(operator, OPERATOR, "GET", WorkerEndpoints.METRICS))
          .startsWith("HTTP/1.1 200");
      assertThat(environment.helm("test", TestCluster.RELEASE, "--timeout", "3m").output())
          .contains("Phase:          Succeeded");

      // It is the policies that keep the stranger away.
      pool.kubectl("delete", "networkpolicy", "closed");
      environment.kubectl("delete", "networkpolicy", "taskworkers").output();
      pool.await("an open worker", () -> stranger.reaches(worker, WorkerEndpoints.PORT));
      pool.await("an open operator", () -> stranger.reaches(operator, OPERATOR));

      pool.apply(example(monitoring));
      pool.await("the example", () -> !stranger.reaches(worker, WorkerEndpoints.PORT));
      assertThat(reader.reaches(worker, WorkerEndpoints.PORT)).isTrue();
    }
  }

  /** What a user applies where the operator makes no policies. */
  private static String example(TestNamespace monitoring) {
    var file = TestEnvironment.repository().resolve("examples/kubernetes/networkpolicy.yaml");
    try {
      return Files.readString(file).replace("name: monitoring", "name: " + monitoring.name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "taskworkers.full", matches = "true")
  void the_operator_works_behind_its_policy_and_reaches_nothing_else(TestEnvironment environment) {
    var tasks = environment.tasks();
    var space = environment.operatorNamespace();
    try (var pool = environment.namespace();
        var elsewhere = environment.namespace()) {
      var other = Stranger.in(elsewhere, "other");
      close(environment, elsewhere);
      // The operator's image has no tools; to a policy, a pod is what its labels say.
      var twin = Stranger.in(space, "twin", OPERATOR_LABELS);
      // From zero up alone: it has just started, and removes nothing for two minutes.
      pool.follow("closed", Manifests.sleeping("closed", tasks, 1, TestImages.TASKS));
      tasks.send(3);
      pool.await("all tasks done", tasks::allDone);
      pool.await(
          "the worker heard",
          () -> pool.condition("closed", "WorkersHeard").startsWith("True Heard"));

      var worker = pool.kubectl("get", "pods", "-o", Stranger.IP);
      assertThat(twin.reaches(worker, WorkerEndpoints.PORT)).isTrue();
      assertThat(twin.reaches(API_SERVER, 443)).isTrue();
      assertThat(twin.resolves(DNS)).isTrue();
      assertThat(other.reaches(other.address(), Stranger.PORT)).isTrue();
      assertThat(twin.reaches(other.address(), Stranger.PORT)).isFalse();

      environment.kubectl("delete", "networkpolicy", "taskworkers").output();
      pool.await("an open twin", () -> twin.reaches(other.address(), Stranger.PORT));
    } finally {
      space.kubectl("delete", "pod", "twin", "--ignore-not-found");
    }
  }

  private static final String OPERATOR_LABELS =
      "app.kubernetes.io/name: taskworkers-operator, app.kubernetes.io/instance: taskworkers";

  /** The Services of the testbed; a closed pod knows them by address alone. */
  private static final String API_SERVER = "10.96.0.1";

  private static final String DNS = "10.96.0.10";
}
