// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The environment that a worker's container gets, for every handler kind. */
final class WorkerEnvironment {
  /** Outlives the worker's container, and ends with its pod. */
  static final String STATE_FOLDER = "/var/lib/taskworkers";

  private WorkerEnvironment() {}

  /** What an image needs that pulls by itself, and as many tasks as the operator estimates with. */
  static List<EnvVar> forSelf(Pool pool, OperatorConfig config) {
    var variables = new LinkedHashMap<String, String>();
    variables.put(EnvVars.PROJECT_ID, pool.subscription().project());
    variables.put(EnvVars.SUBSCRIPTION_ID, pool.subscription().id());
    variables.put(EnvVars.CONCURRENCY, String.valueOf(pool.policy().slotsPerPod()));
    variables.putAll(config.pubsubVariables());
    return toEnv(variables);
  }

  /** What our worker needs. */
  static List<EnvVar> forWorker(Pool pool, String image, OperatorConfig config) {
    var variables = new LinkedHashMap<String, String>();
    variables.put(EnvVars.HANDLER, pool.handler().kind());
    variables.putAll(pool.handler().variables());
    variables.putAll(pool.tasks().variables(pool.policy().maxReplicas()));
    pool.deadLetterTopic()
        .ifPresent(topic -> variables.put(EnvVars.DEAD_LETTER_TOPIC, topic.toString()));
    pool.workerSettings().logLevel().ifPresent(level -> variables.put(EnvVars.LOG_LEVEL, level));
    variables.put(EnvVars.STATE_DIR, STATE_FOLDER);
    variables.put(EnvVars.POD_INFO_DIR, Pool.POD_FOLDER);
    variables.put(EnvVars.HEALTH_PORT, String.valueOf(config.workerHealthPort()));
    if (image != null) {
      variables.put(EnvVars.POD_IMAGE, image);
    }
    var all = new ArrayList<>(forSelf(pool, config));
    all.addAll(toEnv(variables));
    all.add(fromField(EnvVars.POD_NAME, "metadata.name"));
    all.add(fromField(EnvVars.HEALTH_HOST, "status.podIP"));
    return all;
  }

  private static List<EnvVar> toEnv(Map<String, String> variables) {
    return variables.entrySet().stream()
        .map(entry -> new EnvVar(entry.getKey(), entry.getValue(), null))
        .toList();
  }

  private static EnvVar fromField(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef("v1", path)
        .endValueFrom()
        .build();
  }
}
