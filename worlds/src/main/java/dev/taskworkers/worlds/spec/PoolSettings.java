// SPDX-License-Identifier: Apache-2.0
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
 * @param streaming whether workers are sent tasks on streams, instead of asking for them
 * @param rateLimit tasks that all pods together may start, such as 100/m; empty for an image of
 *     somebody else
 * @param deadLetters whether workers give tasks up that fail again and again
 */
public record PoolSettings(
    int slots,
    int minReplicas,
    int maxReplicas,
    boolean foreign,
    String arrivals,
    OptionalInt stabilizationSeconds,
    Optional<String> taskDuration,
    boolean streaming,
    Optional<String> rateLimit,
    boolean deadLetters) {

  public static final String SUBSCRIPTION = "projects/p/subscriptions/tasks";

  /** Runs after which a worker gives a failing task up. */
  public static final int MAX_ATTEMPTS = 5;

  /** The API server refuses a rate limit of pods that pull by themselves: nobody would keep it. */
  public PoolSettings {
    rateLimit = foreign ? Optional.empty() : rateLimit;
  }

  public static PoolSettings of(int slots, int maxReplicas) {
    return new PoolSettings(
        slots,
        0,
        maxReplicas,
        false,
        "Auto",
        OptionalInt.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        true);
  }

  public PoolSettings atLeast(int replicas) {
    return with(slots, replicas, maxReplicas, foreign, arrivals, streaming);
  }

  public PoolSettings atMost(int replicas) {
    return with(slots, minReplicas, replicas, foreign, arrivals, streaming);
  }

  public PoolSettings foreignImage() {
    return with(slots, minReplicas, maxReplicas, true, arrivals, streaming);
  }

  public PoolSettings knowingArrivalsBy(String mode) {
    return with(slots, minReplicas, maxReplicas, foreign, mode, streaming);
  }

  public PoolSettings concurrency(int tasks) {
    return with(tasks, minReplicas, maxReplicas, foreign, arrivals, streaming);
  }

  public PoolSettings onStreams() {
    return with(slots, minReplicas, maxReplicas, foreign, arrivals, true);
  }

  private PoolSettings with(
      int tasks, int least, int most, boolean unknown, String mode, boolean streams) {
    return new PoolSettings(
        tasks,
        least,
        most,
        unknown,
        mode,
        stabilizationSeconds,
        taskDuration,
        streams,
        rateLimit,
        deadLetters);
  }

  public PoolSettings stabilized(int seconds) {
    return with(OptionalInt.of(seconds), taskDuration, rateLimit);
  }

  public PoolSettings knownToTake(String duration) {
    return with(stabilizationSeconds, Optional.of(duration), rateLimit);
  }

  public PoolSettings limitedTo(String rate) {
    return with(stabilizationSeconds, taskDuration, Optional.of(rate));
  }

  private PoolSettings with(OptionalInt hold, Optional<String> known, Optional<String> rate) {
    return new PoolSettings(
        slots,
        minReplicas,
        maxReplicas,
        foreign,
        arrivals,
        hold,
        known,
        streaming,
        rate,
        deadLetters);
  }

  /** Without a topic for dead letters. */
  public PoolSettings retriedForEver() {
    return new PoolSettings(
        slots,
        minReplicas,
        maxReplicas,
        foreign,
        arrivals,
        stabilizationSeconds,
        taskDuration,
        streaming,
        rateLimit,
        false);
  }

  /** A stream can't be slowed down. */
  public boolean isStreamed() {
    return streaming && rateLimit.isEmpty();
  }

  /**
   * As the API server has it.
   *
   * @param mode Auto, Advise or Paused
   */
  public TaskWorkerPool resource(String mode) {
    var behavior =
        stabilizationSeconds.isPresent()
            ? ", behavior: {scaleDown: {stabilizationWindowSeconds: "
                + stabilizationSeconds.getAsInt()
                + "}}"
            : "";
    var rate = rateLimit.map(most -> "rateLimit: {perPool: " + most + "}").orElse("");
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
              pull: %s
              %s
              scaling: {minReplicas: %d, maxReplicas: %d, arrivals: %s%s}
              template: {spec: {containers: [{name: worker, image: "acme/worker:1"}]}}
            """
                .formatted(
                    SUBSCRIPTION,
                    foreign ? "{self: {}}" : "{exec: {command: [/work]}}",
                    slots,
                    mode,
                    isStreamed() ? "Streaming" : "Unary",
                    rate,
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
