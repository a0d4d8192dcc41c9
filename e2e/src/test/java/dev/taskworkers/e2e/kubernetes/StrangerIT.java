// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pod of another namespace, without a key, against a pool and the operator. */
@ExtendWith(OnKubernetes.class)
class StrangerIT {
  private static final int WORKER = 8090;
  private static final int OPERATOR = 8080;

  private static final List<String> ORDERS =
      List.of(WorkerEndpoints.CORDON, WorkerEndpoints.UNCORDON, WorkerEndpoints.SHARE);

  @Test
  void has_no_order_followed_and_each_is_counted(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace();
        var elsewhere = environment.namespace()) {
      var stranger = Stranger.in(elsewhere, "stranger");
      namespace.follow(
          "guarded",
          Manifests.sleeping("guarded", tasks, 30, TestImages.TASKS)
              .replace("maxReplicas: 3", "maxReplicas: 1"));
      tasks.send(1);
      namespace.await("a worker at work", () -> tasks.running() == 1);
      var worker = namespace.podNames().get(0);
      var address = namespace.kubectl("get", "pods", "-o", Stranger.IP).strip();
      for (var order : ORDERS) {
        assertThat(stranger.ask(address, WORKER, "POST", order)).startsWith("HTTP/1.1 403");
      }

      assertThat(stranger.ask(address, WORKER, "POST", "/drain")).startsWith("HTTP/1.1 404");

      var report = namespace.report(worker);
      assertThat(report.cordoned()).isFalse();
      assertThat(report.draining()).isFalse();
      assertThat(stranger.ask(address, WORKER, "GET", WorkerEndpoints.METRICS))
          .contains("taskworkers_worker_orders_refused_total{reason=\"no_proof\"} 3");
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
      // The operator's own orders are followed.
      namespace.await("no worker", () -> namespace.pods() == 0);
    }
  }

  @Test
  void reads_no_decision_of_the_operator(TestEnvironment environment) {
    try (var elsewhere = environment.namespace()) {
      var stranger = Stranger.in(elsewhere, "stranger");
      var pages =
          List.of(
              "/decisions/n/p",
              "/pools",
              "/pools/n/p",
              "/pools/n/p/timeline",
              "/pools/n/p/decisions",
              "/pools/n/p/hour");
      for (var page : pages) {
        assertThat(answer(environment, elsewhere, stranger, page))
            .startsWith("HTTP/1.1 403")
            .doesNotContain("{");
      }
      assertThat(answer(environment, elsewhere, stranger, "/livez")).startsWith("HTTP/1.1 200");
    }
  }

  /** Of the operator, which another test may have taken away a moment ago. */
  private static String answer(
      TestEnvironment environment, TestNamespace namespace, Stranger stranger, String page) {
    var answer = new AtomicReference<String>();
    namespace.await(
        "an answer",
        () -> {
          answer.set(stranger.ask(environment.operatorAddress(), OPERATOR, "GET", page));
          return answer.get().startsWith("HTTP/");
        });
    return answer.get();
  }

  @Test
  void counts_for_no_pool_though_it_bears_its_label(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("posed", Manifests.sleeping("posed", tasks, 1, TestImages.TASKS));
      // One would have the pool grow to its maximum, and one would have it stay empty.
      impostor(namespace, "boaster", 1_000_000_000, 1_000_000_000);
      impostor(namespace, "denier", 1_000, -1_000_000_000);

      namespace.await(
          "the impostors are named",
          Duration.ofMinutes(2),
          () -> namespace.condition("posed", "ForeignPods").contains("2 pods, such as "));
      assertThat(namespace.pool("posed", ".status.replicas")).isIn("", "0");
      assertThat(namespace.pool("posed", ".status.desiredReplicas")).isIn("", "0");
      assertThat(namespace.condition("posed", "ReportsDoubted")).isEmpty();

      tasks.send(1);
      namespace.await("the task done", tasks::allDone);
      tasks.assertEachRanOnce();
      assertThat(namespace.pool("posed", ".status.lastDecision.to")).isIn("0", "1");
    }
  }

  /** A pod that is there and answers, and claims to be a worker of the pool that does so much. */
  private static void impostor(TestNamespace namespace, String name, int slots, int busy) {
    var report =
        WorkerReport.builder(Instant.now(), Instant.EPOCH, 1)
            .build()
            .toJson()
            .strip()
            .replace("\"slots\":1", "\"slots\":" + slots)
            .replace("\"busy\":0", "\"busy\":" + busy);
    namespace.apply(
        Stranger.answering(
            name,
            "taskworkers.dev/pool: posed, app.kubernetes.io/managed-by: taskworkers",
            WORKER,
            report));
    var path = "/api/v1/namespaces/%s/pods/%s:%d/proxy/statusz";
    namespace.await(
        "its report",
        () ->
            namespace
                .kubectl("get", "--raw", path.formatted(namespace.name(), name, WORKER))
                .contains("\"busy\":" + busy));
  }
}
