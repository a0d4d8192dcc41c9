package dev.taskworkers.operator.pool.deployment;

import dev.taskworkers.crds.RateLimitSpec;
import dev.taskworkers.crds.RecycleSpec;
import dev.taskworkers.crds.TaskWorkerPoolSpec.Pull;
import dev.taskworkers.crds.WorkerSpec;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.ExecCommand;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.PullMode;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The environment that a worker's container gets, for every handler kind. */
final class WorkerEnvironment {
  /** Outlives the worker's container, and ends with its pod. */
  static final String STATE_FOLDER = "/var/lib/taskworkers";

  private WorkerEnvironment() {}

  /**
   * What a foreign image needs to pull by itself, and as many tasks as the operator reckons with.
   */
  static List<EnvVar> forSelf(Pool pool, OperatorConfig config) {
    var variables = new LinkedHashMap<String, String>();
    variables.put(EnvVars.PROJECT_ID, pool.subscription().getProject());
    variables.put(EnvVars.SUBSCRIPTION_ID, pool.subscription().getSubscription());
    variables.put(EnvVars.CONCURRENCY, String.valueOf(pool.policy().slotsPerPod()));
    variables.putAll(config.pubsubVariables());
    return toEnv(variables);
  }

  /** What our worker needs. */
  static List<EnvVar> forWorker(Pool pool, String image, OperatorConfig config) {
    var variables = new LinkedHashMap<String, String>();
    addHandler(pool, variables);
    if (pool.pull() == Pull.Streaming) {
      variables.put(EnvVars.PULL, PullMode.STREAMING.label());
    }
    pool.rateLimit().ifPresent(limit -> addRateLimit(limit, pool, variables));
    variables.put(EnvVars.TASK_TIMEOUT, GoDuration.format(pool.taskTimeout()));
    if (!pool.maxTaskTimeout().equals(pool.taskTimeout())) {
      variables.put(EnvVars.MAX_TASK_TIMEOUT, GoDuration.format(pool.maxTaskTimeout()));
    }
    variables.put(EnvVars.GRACE_PERIOD, GoDuration.format(pool.gracePeriod()));
    pool.recycle().ifPresent(recycle -> addRecycling(recycle, variables));
    pool.batch()
        .ifPresent(
            batch -> {
              variables.put(EnvVars.BATCH_SIZE, String.valueOf(batch.size()));
              variables.put(EnvVars.BATCH_WITHIN, batch.within());
            });
    pool.deduplication()
        .ifPresent(
            rule -> {
              variables.put(EnvVars.DEDUPLICATION_ATTRIBUTE, rule.attribute());
              variables.put(EnvVars.DEDUPLICATION_WINDOW, rule.window());
            });
    variables.put(EnvVars.RETRY_MAX_ATTEMPTS, String.valueOf(pool.retry().maxAttempts()));
    variables.put(EnvVars.RETRY_MIN_BACKOFF, pool.retry().minBackoff());
    variables.put(EnvVars.RETRY_MAX_BACKOFF, pool.retry().maxBackoff());
    pool.deadLetterTopic()
        .ifPresent(topic -> variables.put(EnvVars.DEAD_LETTER_TOPIC, topic.toString()));
    pool.workerSettings()
        .map(WorkerSpec::logLevel)
        .ifPresent(
            level -> variables.put(EnvVars.LOG_LEVEL, level.name().toLowerCase(Locale.ROOT)));
    variables.put(EnvVars.STATE_DIR, STATE_FOLDER);
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

  /** Until a pod is told how many share a rate, it must reckon with as many as there may be. */
  private static void addRateLimit(RateLimitSpec limit, Pool pool, Map<String, String> variables) {
    if (limit.perPod() != null) {
      variables.put(EnvVars.RATE_LIMIT, limit.perPod());
    }
    if (limit.perPool() != null) {
      variables.put(EnvVars.POOL_RATE_LIMIT, limit.perPool());
      variables.put(EnvVars.POOL_PODS, String.valueOf(pool.policy().maxReplicas()));
    }
  }

  private static void addRecycling(RecycleSpec recycle, Map<String, String> variables) {
    if (recycle.afterTasks() != null) {
      variables.put(EnvVars.MAX_TASKS, String.valueOf(recycle.afterTasks()));
    }
    if (recycle.afterMemory() != null) {
      var bytes = Quantity.getAmountInBytes(Quantity.parse(recycle.afterMemory()));
      variables.put(EnvVars.MAX_MEMORY_MIB, String.valueOf(bytes.longValue() >> 20));
    }
  }

  private static void addHandler(Pool pool, Map<String, String> variables) {
    var handler = pool.handler();
    if (handler.exec() != null) {
      variables.put(EnvVars.HANDLER, HandlerKind.EXEC.label());
      variables.put(EnvVars.EXEC_COMMAND, ExecCommand.format(handler.exec().command()));
    } else if (handler.http() != null) {
      var http = handler.http();
      variables.put(EnvVars.HANDLER, HandlerKind.HTTP.label());
      variables.put(EnvVars.HTTP_URL, "http://127.0.0.1:" + http.port() + http.path());
      variables.put(EnvVars.HTTP_FORMAT, http.format().name());
      putStatuses(EnvVars.HTTP_DEAD_LETTER_ON, http.deadLetterOn(), variables);
      putStatuses(EnvVars.HTTP_DROP_ON, http.dropOn(), variables);
    } else {
      variables.put(EnvVars.HANDLER, HandlerKind.JAVA.label());
      variables.put(EnvVars.JAVA_CLASS, handler.java().className());
    }
  }

  /** Only where some are given, so that a pool without them is rendered as before. */
  private static void putStatuses(
      String name, List<Integer> statuses, Map<String, String> variables) {
    if (!statuses.isEmpty()) {
      variables.put(name, statuses.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
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
