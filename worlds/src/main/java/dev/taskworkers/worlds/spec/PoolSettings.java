package dev.taskworkers.worlds.spec;

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
 * @param arrivals Auto, Probe or Metric
 * @param stabilizationSeconds of {@code scaleDown}
 * @param taskDuration what an earlier operator has written in the status, empty for a new pool
 */
public record PoolSettings(
    int slots,
    int minReplicas,
    int maxReplicas,
    boolean foreign,
    String arrivals,
    OptionalInt stabilizationSeconds,
    Optional<String> taskDuration) {

  public static final String SUBSCRIPTION = "projects/p/subscriptions/tasks";

  /** Runs after which a worker gives a failing task up. */
  public static final int MAX_ATTEMPTS = 5;

  public static PoolSettings of(int slots, int maxReplicas) {
    return new PoolSettings(
        slots, 0, maxReplicas, false, "Auto", OptionalInt.empty(), Optional.empty());
  }

  public PoolSettings atLeast(int replicas) {
    return new PoolSettings(
        slots, replicas, maxReplicas, foreign, arrivals, stabilizationSeconds, taskDuration);
  }

  public PoolSettings foreignImage() {
    return new PoolSettings(
        slots, minReplicas, maxReplicas, true, arrivals, stabilizationSeconds, taskDuration);
  }

  public PoolSettings knowingArrivalsBy(String mode) {
    return new PoolSettings(
        slots, minReplicas, maxReplicas, foreign, mode, stabilizationSeconds, taskDuration);
  }

  public PoolSettings stabilized(int seconds) {
    return new PoolSettings(
        slots, minReplicas, maxReplicas, foreign, arrivals, OptionalInt.of(seconds), taskDuration);
  }

  public PoolSettings knownToTake(String duration) {
    return new PoolSettings(
        slots,
        minReplicas,
        maxReplicas,
        foreign,
        arrivals,
        stabilizationSeconds,
        Optional.of(duration));
  }

  public PoolSettings concurrency(int tasks) {
    return new PoolSettings(
        tasks, minReplicas, maxReplicas, foreign, arrivals, stabilizationSeconds, taskDuration);
  }

  /** Which of the operator's sources it leaves to it. */
  public String group() {
    if (foreign) {
      return arrivals.equals("Auto") ? "no reports" : "Monitoring alone";
    }
    return arrivals.equals("Auto") ? "all" : "no doorbell";
  }

  /**
   * As the API server has it.
   *
   * @param mode Auto or Paused
   */
  public TaskWorkerPool resource(String mode) {
    var behavior =
        stabilizationSeconds.isPresent()
            ? ", behavior: {scaleDown: {stabilizationWindowSeconds: "
                + stabilizationSeconds.getAsInt()
                + "}}"
            : "";
    var pool =
        Serialization.unmarshal(
            """
            apiVersion: taskworkers.dev/v1beta1
            kind: TaskWorkerPool
            metadata: {name: pool, namespace: default, uid: pool, generation: 1}
            spec:
              subscription: %s
              handler: %s
              concurrency: %d
              taskTimeout: 24h
              mode: %s
              scaling: {minReplicas: %d, maxReplicas: %d, arrivals: %s%s}
              template: {spec: {containers: [{name: worker, image: "acme/worker:1"}]}}
            """
                .formatted(
                    SUBSCRIPTION,
                    foreign ? "{self: {}}" : "{exec: {command: [/work]}}",
                    slots,
                    mode,
                    minReplicas,
                    maxReplicas,
                    arrivals,
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
