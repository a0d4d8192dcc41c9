// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.WorkerEndpoints;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pod of another namespace, without a key, against a pool and the operator. */
@ExtendWith(OnKubernetes.class)
class StrangerIT {
  private static final int WORKER = 8090;
  private static final int OPERATOR = 8080;

  private static final List<String> ORDERS =
      List.of(WorkerEndpoints.CORDON, WorkerEndpoints.UNCORDON, WorkerEndpoints.SHARE);

  /** A program that stays, and the tools of busybox. */
  private static String pod(String name, String labels) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, labels: {%s}}
        spec:
          automountServiceAccountToken: false
          terminationGracePeriodSeconds: 1
          securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
          containers:
            %s
        """
        .formatted(
            name,
            labels,
            Manifests.container(
                "tools", TestImages.TASKS, ", command: [/bin/busybox, sleep, '3600']"));
  }

  private static TestNamespace stranger(TestEnvironment environment) {
    var elsewhere = environment.namespace();
    elsewhere.apply(pod("stranger", "app: stranger"));
    elsewhere.await("the stranger runs", () -> elsewhere.readyPods() == 1);
    return elsewhere;
  }

  /** What the stranger gets for a request: the head of the answer and its body. */
  private static String ask(
      TestNamespace elsewhere, String address, int port, String method, String path) {
    var request =
        "%s %s HTTP/1.1\\r\\nHost: %s\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n"
            .formatted(method, path, address);
    // The web client of a static busybox crashes where there is no C library.
    var command = "printf '%s' | /bin/busybox nc -w 10 %s %d".formatted(request, address, port);
    return elsewhere
        .tryKubectl("exec", "stranger", "--", "/bin/busybox", "sh", "-c", command)
        .output();
  }

  @Test
  void has_no_order_followed_and_each_is_counted(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace();
        var elsewhere = stranger(environment)) {
      namespace.follow("guarded", Manifests.sleeping("guarded", tasks, 30, TestImages.TASKS));
      tasks.send(1);
      namespace.await("a worker at work", () -> tasks.running() == 1);
      var worker = namespace.podNames().get(0);
      var address = namespace.kubectl("get", "pods", "-o", IP).strip();
      for (var order : ORDERS) {
        assertThat(ask(elsewhere, address, WORKER, "POST", order)).startsWith("HTTP/1.1 403");
      }

      assertThat(ask(elsewhere, address, WORKER, "POST", "/drain")).startsWith("HTTP/1.1 404");

      var report = namespace.report(worker);
      assertThat(report.cordoned()).isFalse();
      assertThat(report.draining()).isFalse();
      assertThat(ask(elsewhere, address, WORKER, "GET", WorkerEndpoints.METRICS))
          .contains("taskworkers_worker_orders_refused_total{reason=\"no_proof\"} 3");
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
      // The operator's own orders are followed.
      namespace.await("no worker", () -> namespace.pods() == 0);
    }
  }

  private static final String IP = "jsonpath={.items[0].status.podIP}";

  @Test
  void reads_no_decision_of_the_operator(TestEnvironment environment) {
    try (var elsewhere = stranger(environment)) {
      var operator =
          environment
              .kubectl("get", "pods", "-l", "app.kubernetes.io/name=taskworkers-operator", "-o", IP)
              .output()
              .strip();
      for (var page : List.of("/decisions/n/p", "/subscriptions", "/pools")) {
        assertThat(ask(elsewhere, operator, OPERATOR, "GET", page))
            .containsPattern("^HTTP/1.1 40[34]")
            .doesNotContain("{");
      }
      assertThat(ask(elsewhere, operator, OPERATOR, "GET", "/livez")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void counts_for_no_pool_though_it_bears_its_label(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("posed", Manifests.sleeping("posed", tasks, 1, TestImages.TASKS));
      namespace.apply(
          pod(
              "impostor",
              "taskworkers.dev/pool: posed, app.kubernetes.io/managed-by: taskworkers"));

      namespace.await(
          "the impostor is named",
          Duration.ofMinutes(2),
          () -> namespace.condition("posed", "ForeignPods").contains("impostor"));
      assertThat(namespace.pool("posed", ".status.replicas")).isIn("", "0");
    }
  }
}
