// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;

/** Pools as users write them, for tests. */
public final class Manifests {
  public static final OperatorConfig CONFIG =
      OperatorConfig.from(Map.of(EnvVars.WORKER_IMAGE, "taskworkers/worker:1"));

  private static final String EXEC =
      """
      apiVersion: taskworkers.dev/v1beta1
      kind: TaskWorkerPool
      metadata: {name: thumbs, namespace: media, uid: u1, generation: 3}
      spec:
        subscription: projects/acme/subscriptions/thumbs
        handler: {exec: {command: [/app/thumbnail, --fast]}}
        template: {spec: {containers: [{name: worker, image: "acme/thumbs:1"}]}}
      """;

  private Manifests() {}

  /** A pool that runs a program for each task, with one line of its manifest replaced. */
  public static TaskWorkerPool with(String line, String otherLines) {
    if (!EXEC.contains(line)) {
      throw new IllegalArgumentException("the manifest has no " + line);
    }
    return read(EXEC.replace(line, otherLines));
  }

  /** A pool that runs a program for each task, with one more line in its spec. */
  public static TaskWorkerPool with(String line) {
    return read(EXEC + "  " + line + "\n");
  }

  public static TaskWorkerPool exec() {
    return read(EXEC);
  }

  public static TaskWorkerPool read(String yaml) {
    return Serialization.unmarshal(yaml, TaskWorkerPool.class);
  }

  public static Pool valid(TaskWorkerPool resource) {
    return new PoolValidation(new PubSubNames(Optional.empty())).validate(resource);
  }
}
