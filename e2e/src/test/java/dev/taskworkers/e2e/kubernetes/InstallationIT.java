// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** What Helm does with the operator. */
@ExtendWith(OnKubernetes.class)
@Isolated("the operator is installed anew")
class InstallationIT {
  private static final String GARBAGE =
      """
      apiVersion: taskworkers.dev/v1beta1
      kind: TaskWorkerPool
      metadata: {name: garbage}
      spec: {subscription: 7, handler: [exec], concurrency: many, scaling: none}
      """;

  /** Longer than a name that a reader of JSON takes unless it is told otherwise. */
  private static final String LONG = "x".repeat(300_000);

  /** It claims to be of the healthy pool. */
  private static final String HOSTILE_POD =
      """
      {"apiVersion": "v1", "kind": "Pod",
       "metadata": {"name": "hostile", "labels": {"taskworkers.dev/pool": "healthy"}},
       "spec": {
         "securityContext": {"runAsNonRoot": true, "runAsUser": 65532,
          "seccompProfile": {"type": "RuntimeDefault"}},
         "containers": [{"name": "c", "image": "localhost/none:none", "imagePullPolicy": "Never",
          "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}},
          "env": [{"name": "%s", "value": "v"}]}]}}
      """;

  @Test
  void helm_test_reaches_the_operator(TestEnvironment environment) {
    assertThat(environment.helm("test", "taskworkers", "--timeout", "3m").output())
        .contains("Phase:          Succeeded");
  }

  @Test
  void is_upgraded_and_rolled_back_while_a_pool_works(TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("steady", Manifests.sleeping("steady", tasks, 3, TestImages.TASKS));
      tasks.send(6);
      environment.upgrade("--set=logLevel=debug");
      tasks.send(6);
      environment.helm("rollback", "taskworkers", "--wait", "--timeout", "4m").output();
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    }
  }

  /** As between two versions: here the image beside a server is another one. */
  @Test
  void pods_that_are_rendered_differently_after_an_upgrade_wait_for_their_pools_turn(
      TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var namespace = environment.namespace()) {
      var manifest =
          Manifests.pool(
              "upgraded", tasks.subscription(), Manifests.HTTP, Manifests.server(""), "");
      namespace.follow("upgraded", manifest);
      tasks.send(100);
      namespace.await("a worker at work", () -> namespace.readyPods() > 0);
      var before = namespace.podNames();
      var image = workerImage(namespace);
      var other = TestImages.TASKS_UPDATED.split(":");
      environment.upgrade(
          "--set-string=workerImage.repository=" + other[0],
          "--set-string=workerImage.tag=" + other[1],
          "--set=rollout.poolsAtOnce=0");
      // A pool that is pinned shows that the new operator writes its Deployment.
      namespace.kubectl("scale", "taskworkerpool", "upgraded", "--replicas=4");
      namespace.await("scaled by the new operator", () -> namespace.readyPods() == 4);
      assertThat(namespace.podNames()).containsAll(before);
      assertThat(workerImage(namespace)).isEqualTo(image);

      environment.upgrade("--set=rollout.poolsAtOnce=1");
      tasks.send(20);
      namespace.await("its turn", () -> workerImage(namespace).equals(TestImages.TASKS_UPDATED));
      namespace.await(
          "all pods replaced", () -> namespace.podNames().stream().noneMatch(before::contains));
      namespace.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();
    } finally {
      environment.applyChartAnew();
    }
  }

  private static String workerImage(TestNamespace namespace) {
    return namespace.kubectl(
        "get", "deploy", "upgraded", "-o", "jsonpath={..containers[?(@.name!='server')].image}");
  }

  @Test
  void follows_the_pools_of_two_listed_namespaces_and_of_no_other(TestEnvironment environment) {
    var tasks = List.of(environment.tasks(), environment.tasks(), environment.tasks());
    try (var first = environment.namespace();
        var second = environment.namespace();
        var other = environment.namespace()) {
      environment.upgrade("--set=namespaces={" + first.name() + "," + second.name() + "}");
      assertThat(environment.kubectl("get", "clusterrole", "taskworkers").result().ok()).isFalse();
      other.apply(Manifests.sleeping("pool", tasks.get(2), 1, TestImages.TASKS));
      first.follow("pool", Manifests.sleeping("pool", tasks.get(0), 1, TestImages.TASKS));
      second.follow("pool", Manifests.sleeping("pool", tasks.get(1), 1, TestImages.TASKS));
      tasks.forEach(some -> some.send(3));
      first.await("all tasks done", tasks.get(0)::allDone);
      second.await("all tasks done", tasks.get(1)::allDone);
      assertThat(other.pool("pool", ".status")).isEqualTo("{\"observedGeneration\":0}");
      assertThat(tasks.get(2).done()).isZero();
    } finally {
      environment.applyChartAnew();
    }
  }

  /** As an object from before a schema, or one that an administrator has put past it. */
  @Test
  void an_object_that_passed_no_validation_is_told_and_hurts_no_other(TestEnvironment environment) {
    var tasks = environment.tasks();
    var schema = "/spec/versions/0/schema/openAPIV3Schema";
    var open = "{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}";
    try (var namespace = environment.namespace()) {
      environment
          .kubectl(
              "patch",
              "crd",
              "taskworkerpools.taskworkers.dev",
              "--type=json",
              "-p",
              "[{\"op\":\"replace\",\"path\":\"" + schema + "\",\"value\":" + open + "}]")
          .output();
      try {
        namespace.await("the garbage stored", () -> namespace.apply(GARBAGE).contains("garbage"));
        assertStored(namespace, hostilePool("deep", "{\"a\":".repeat(900) + "1" + "}".repeat(900)));
        assertStored(namespace, hostilePool("long", "{\"" + LONG + "\":1}"));
        assertStored(namespace, HOSTILE_POD.formatted(LONG));
        for (var pool : List.of("garbage", "deep", "long")) {
          namespace.await(
              pool + " told",
              () ->
                  namespace
                      .condition(pool, "Ready")
                      .startsWith("False Invalid spec can't be read"));
        }
        namespace.follow("healthy", Manifests.sleeping("healthy", tasks, 1, TestImages.TASKS));
        tasks.send(4);
        namespace.await("all tasks done", tasks::allDone);
        assertThat(
                environment
                    .operatorNamespace()
                    .kubectl("get", "pods", "-o", "jsonpath={..restartCount}"))
            .matches("0( 0)*");
      } finally {
        namespace.kubectl(
            "delete", "taskworkerpool", "garbage", "deep", "long", "--ignore-not-found");
        environment.applyChartAnew();
      }
      assertThat(namespace.refuse(GARBAGE)).contains("Invalid value");
    }
  }

  /** Not applied: that would note all of it in an annotation, too, or send it as YAML. */
  private static void assertStored(TestNamespace namespace, String object) {
    var stored = namespace.tryCreate(object);
    assertThat(stored.ok()).as(stored.output()).isTrue();
  }

  private static String hostilePool(String name, String template) {
    return """
        {"apiVersion": "taskworkers.dev/v1beta1", "kind": "TaskWorkerPool",
         "metadata": {"name": "%s"}, "spec": {"subscription": "s", "template": %s}}
        """
        .formatted(name, template);
  }
}
