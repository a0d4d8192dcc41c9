package dev.taskworkers.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.crds.HandlerSpec;
import dev.taskworkers.crds.ScalingSpec;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.lab.demo.pods.SleepTask;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/** The resource that the demo applies: what a user would write. */
final class DemoPool {
  static final String NAMESPACE = "demo";
  static final String NAME = "tasks";
  static final String PROJECT = "demo-project";
  static final String TOPIC = "projects/" + PROJECT + "/topics/tasks";
  static final String SUBSCRIPTION = "projects/" + PROJECT + "/subscriptions/tasks";
  static final String WORKER_IMAGE = "taskworkers/worker";

  private DemoPool() {}

  static TaskWorkerPool of(DemoOptions options) {
    var self = !options.command().isEmpty();
    var pool = new TaskWorkerPool();
    pool.setMetadata(new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(NAME).build());
    pool.setSpec(
        new TaskWorkerPoolSpec(
            SUBSCRIPTION,
            null,
            self
                ? new HandlerSpec(null, null, null, new HandlerSpec.Self())
                : new HandlerSpec(
                    null, null, new HandlerSpec.Java(SleepTask.class.getName()), null),
            options.concurrency(),
            null,
            null,
            "10m",
            null,
            null,
            null,
            null,
            null,
            null,
            template(self ? itself(options) : ours(options)),
            new ScalingSpec(
                0, options.maxReplicas(), null, options.arrivals(), null, null, List.of()),
            null,
            null));
    return pool;
  }

  private static Container ours(DemoOptions options) {
    return new ContainerBuilder()
        .withName("worker")
        .withImage(WORKER_IMAGE)
        .addNewEnv()
        .withName(SleepTask.SECONDS)
        .withValue(String.valueOf(options.taskSeconds()))
        .endEnv()
        .build();
  }

  private static Container itself(DemoOptions options) {
    return new ContainerBuilder()
        .withName("worker")
        .withImage("local")
        .withCommand(options.command())
        .build();
  }

  private static JsonNode template(Container container) {
    var template =
        new PodTemplateSpecBuilder().withNewSpec().withContainers(container).endSpec().build();
    return Serialization.jsonMapper().valueToTree(template);
  }
}
