package dev.taskworkers.simulation.scenarios;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.Estimate;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the author of the pool wants.
 *
 * @param slots tasks at once in a pod
 * @param foreign whether the pods run an image of somebody else, which reports nothing
 * @param stabilizationSeconds of {@code scaleDown}
 * @param taskDuration what an earlier operator has written in the status, empty for a new pool
 */
record PoolSettings(
    int slots,
    int minReplicas,
    int maxReplicas,
    boolean foreign,
    OptionalInt stabilizationSeconds,
    Optional<String> taskDuration) {

  static PoolSettings of(int slots, int maxReplicas) {
    return new PoolSettings(slots, 0, maxReplicas, false, OptionalInt.empty(), Optional.empty());
  }

  PoolSettings atLeast(int replicas) {
    return new PoolSettings(
        slots, replicas, maxReplicas, foreign, stabilizationSeconds, taskDuration);
  }

  PoolSettings foreignImage() {
    return new PoolSettings(
        slots, minReplicas, maxReplicas, true, stabilizationSeconds, taskDuration);
  }

  PoolSettings stabilized(int seconds) {
    return new PoolSettings(
        slots, minReplicas, maxReplicas, foreign, OptionalInt.of(seconds), taskDuration);
  }

  PoolSettings knownToTake(String duration) {
    return new PoolSettings(
        slots, minReplicas, maxReplicas, foreign, stabilizationSeconds, Optional.of(duration));
  }

  TaskWorkerPool resource() {
    var behavior =
        stabilizationSeconds.isPresent()
            ? "behavior: {scaleDown: {stabilizationWindowSeconds: "
                + stabilizationSeconds.getAsInt()
                + "}}"
            : "arrivals: Auto";
    var pool =
        Serialization.unmarshal(
            """
            apiVersion: taskworkers.dev/v1beta1
            kind: TaskWorkerPool
            metadata: {name: pool, namespace: default, uid: pool, generation: 1}
            spec:
              subscription: projects/p/subscriptions/s
              handler: %s
              concurrency: %d
              taskTimeout: 24h
              scaling: {minReplicas: %d, maxReplicas: %d, %s}
              template: {spec: {containers: [{name: worker, image: "acme/worker:1"}]}}
            """
                .formatted(
                    foreign ? "{self: {}}" : "{exec: {command: [/work]}}",
                    slots,
                    minReplicas,
                    maxReplicas,
                    behavior),
            TaskWorkerPool.class);
    taskDuration.ifPresent(duration -> pool.setStatus(learned(duration)));
    return pool;
  }

  private static TaskWorkerPoolStatus learned(String duration) {
    return new TaskWorkerPoolStatus(
        null,
        null,
        null,
        null,
        null,
        null,
        new Estimate(null, null, null, duration, null, null),
        null,
        null);
  }
}
