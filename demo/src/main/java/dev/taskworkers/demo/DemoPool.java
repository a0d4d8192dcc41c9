// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/** The resource that the demo applies: what a user would write. */
final class DemoPool {
  static final String NAMESPACE = "demo";
  static final String NAME = "tasks";

  /** How the names of its pods begin. */
  static final String POD_PREFIX = NAME + "-";

  static final String PROJECT = "demo-project";
  static final String TOPIC = "projects/" + PROJECT + "/topics/tasks";
  static final String SUBSCRIPTION = "projects/" + PROJECT + "/subscriptions/tasks";
  static final String WORKER_IMAGE = "taskworkers/worker";
  private static final String SLEEP_TASK = SleepTask.class.getName();

  private DemoPool() {}

  static TaskWorkerPool of(DemoOptions options) {
    var self = !options.command().isEmpty();
    var handler = self ? Map.of("self", Map.of()) : Map.of("java", Map.of("className", SLEEP_TASK));
    var spec =
        Map.of(
            "subscription",
            SUBSCRIPTION,
            "handler",
            handler,
            "concurrency",
            options.concurrency(),
            "taskTimeout",
            "10m",
            "template",
            template(self ? itself(options) : ours(options)),
            "scaling",
            Map.of("maxReplicas", options.maxReplicas(), "arrivals", options.arrivals()));
    var pool = new TaskWorkerPool();
    pool.setMetadata(new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(NAME).build());
    pool.setSpec(Serialization.jsonMapper().convertValue(spec, TaskWorkerPoolSpec.class));
    return pool;
  }

  private static Container ours(DemoOptions options) {
    return new ContainerBuilder()
        .withName(ClusterNames.WORKER_CONTAINER)
        .withImage(WORKER_IMAGE)
        .addNewEnv()
        .withName(SleepTask.SECONDS)
        .withValue(String.valueOf(options.taskSeconds()))
        .endEnv()
        .build();
  }

  private static Container itself(DemoOptions options) {
    return new ContainerBuilder()
        .withName(ClusterNames.WORKER_CONTAINER)
        .withImage("local")
        .withCommand(options.command())
        .addNewEnv()
        .withName(SleepTask.SECONDS)
        .withValue(String.valueOf(options.taskSeconds() / options.speedup()))
        .endEnv()
        .build();
  }

  private static PodTemplateSpec template(Container container) {
    return new PodTemplateSpecBuilder().withNewSpec().withContainers(container).endSpec().build();
  }
}
