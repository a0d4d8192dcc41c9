// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.scaling.input.Policy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * A validated pool: everything that later steps need, so that nothing reads the raw spec again.
 *
 * @param worker index of the container that runs the tasks
 * @param workerSettings of the worker's own process
 * @param disruptionBudget whether the operator gives it one
 * @param generation of the resource
 */
public record Pool(
    String namespace,
    String name,
    String uid,
    ResourceName subscription,
    Optional<ResourceName> deadLetterTopic,
    Handler handler,
    TaskSettings tasks,
    PodTemplateSpec template,
    int worker,
    ArrivalsMode arrivals,
    Policy policy,
    Schedule schedule,
    WorkerSettings workerSettings,
    boolean disruptionBudget,
    long generation) {

  /** The container that is put beside an HTTP server. */
  public static final String SIDECAR = "taskworkers";

  /** The init container that brings the worker into an image, and the volume that it fills. */
  public static final String RUNTIME = "taskworkers-runtime";

  /** Where our image has the worker, and where the worker's files expect each other. */
  public static final String RUNTIME_FOLDER = "/opt/taskworkers";

  /** Where a worker finds what it has to know of its pod. */
  public static final String POD_FOLDER = "/var/run/taskworkers/pod";

  /** The policy as the schedule changes it at {@code now}. */
  public Policy policyAt(Instant now) {
    return policy.withFloor(schedule.floor(policy.floor(), now));
  }

  /** The container that runs the tasks. */
  public Container container() {
    return template.getSpec().getContainers().get(worker);
  }

  /** Unique in the cluster. */
  public String key() {
    return namespace + "/" + name;
  }
}
