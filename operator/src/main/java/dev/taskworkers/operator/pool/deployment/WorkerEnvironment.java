package dev.taskworkers.operator.pool.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.crds.RateLimitSpec;
import dev.taskworkers.crds.RecycleSpec;
import dev.taskworkers.crds.TaskWorkerPoolSpec.Pull;
import dev.taskworkers.crds.WorkerSpec;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.runtime.GoDuration;
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
  private static final JsonMapper JSON = new JsonMapper();

  /** Outlives the worker's container, and ends with its pod. */
  static final String STATE_FOLDER = "/var/lib/taskworkers";

  private WorkerEnvironment() {}

  /**
   * What a foreign image needs to pull by itself, and as many tasks as the operator reckons with.
   */
  static List<EnvVar> forSelf(Pool pool, OperatorConfig config) {
    var variables = new LinkedHashMap<String, String>();
    variables.put("GCP_PROJECT_ID", pool.subscription().getProject());
    variables.put("GCP_PUBSUB_SUBSCRIPTION_ID", pool.subscription().getSubscription());
    variables.put("TASKWORKERS_CONCURRENCY", String.valueOf(pool.policy().slotsPerPod()));
    variables.putAll(config.pubsubVariables());
    return toEnv(variables);
  }

  /** What our worker needs. */
  static List<EnvVar> forWorker(Pool pool, String image, OperatorConfig config) {
    var variables = new LinkedHashMap<String, String>();
    addHandler(pool, variables);
    if (pool.pull() == Pull.Streaming) {
      variables.put("TASKWORKERS_PULL", "streaming");
    }
    pool.rateLimit().ifPresent(limit -> addRateLimit(limit, pool, variables));
    variables.put("TASKWORKERS_TASK_TIMEOUT", GoDuration.format(pool.taskTimeout()));
    if (!pool.maxTaskTimeout().equals(pool.taskTimeout())) {
      variables.put("TASKWORKERS_MAX_TASK_TIMEOUT", GoDuration.format(pool.maxTaskTimeout()));
    }
    variables.put("TASKWORKERS_GRACE_PERIOD", GoDuration.format(pool.gracePeriod()));
    pool.recycle().ifPresent(recycle -> addRecycling(recycle, variables));
    pool.batch()
        .ifPresent(
            batch -> {
              variables.put("TASKWORKERS_BATCH_SIZE", String.valueOf(batch.size()));
              variables.put("TASKWORKERS_BATCH_WITHIN", batch.within());
            });
    pool.deduplication()
        .ifPresent(
            rule -> {
              variables.put("TASKWORKERS_DEDUPLICATION_ATTRIBUTE", rule.attribute());
              variables.put("TASKWORKERS_DEDUPLICATION_WINDOW", rule.window());
            });
    variables.put("TASKWORKERS_RETRY_MAX_ATTEMPTS", String.valueOf(pool.retry().maxAttempts()));
    variables.put("TASKWORKERS_RETRY_MIN_BACKOFF", pool.retry().minBackoff());
    variables.put("TASKWORKERS_RETRY_MAX_BACKOFF", pool.retry().maxBackoff());
    pool.deadLetterTopic()
        .ifPresent(topic -> variables.put("TASKWORKERS_DEAD_LETTER_TOPIC", topic.toString()));
    pool.workerSettings()
        .map(WorkerSpec::logLevel)
        .ifPresent(
            level -> variables.put("TASKWORKERS_LOG_LEVEL", level.name().toLowerCase(Locale.ROOT)));
    variables.put("TASKWORKERS_STATE_DIR", STATE_FOLDER);
    variables.put("TASKWORKERS_HEALTH_PORT", String.valueOf(config.workerHealthPort()));
    if (image != null) {
      variables.put("POD_IMAGE", image);
    }
    var all = new ArrayList<>(forSelf(pool, config));
    all.addAll(toEnv(variables));
    all.add(fromField("POD_NAME", "metadata.name"));
    all.add(fromField("TASKWORKERS_HEALTH_HOST", "status.podIP"));
    return all;
  }

  /** Until a pod is told how many share a rate, it must reckon with as many as there may be. */
  private static void addRateLimit(RateLimitSpec limit, Pool pool, Map<String, String> variables) {
    if (limit.perPod() != null) {
      variables.put("TASKWORKERS_RATE_LIMIT", limit.perPod());
    }
    if (limit.perPool() != null) {
      variables.put("TASKWORKERS_POOL_RATE_LIMIT", limit.perPool());
      variables.put("TASKWORKERS_POOL_PODS", String.valueOf(pool.policy().maxReplicas()));
    }
  }

  private static void addRecycling(RecycleSpec recycle, Map<String, String> variables) {
    if (recycle.afterTasks() != null) {
      variables.put("TASKWORKERS_MAX_TASKS", String.valueOf(recycle.afterTasks()));
    }
    if (recycle.afterMemory() != null) {
      var bytes = Quantity.getAmountInBytes(Quantity.parse(recycle.afterMemory()));
      variables.put("TASKWORKERS_MAX_MEMORY_MIB", String.valueOf(bytes.longValue() >> 20));
    }
  }

  private static void addHandler(Pool pool, Map<String, String> variables) {
    var handler = pool.handler();
    if (handler.exec() != null) {
      variables.put("TASKWORKERS_HANDLER", "exec");
      variables.put("TASKWORKERS_EXEC_COMMAND", json(handler.exec().command()));
    } else if (handler.http() != null) {
      var http = handler.http();
      variables.put("TASKWORKERS_HANDLER", "http");
      variables.put("TASKWORKERS_HTTP_URL", "http://127.0.0.1:" + http.port() + http.path());
      variables.put("TASKWORKERS_HTTP_FORMAT", http.format().name());
      putStatuses("TASKWORKERS_HTTP_DEAD_LETTER_ON", http.deadLetterOn(), variables);
      putStatuses("TASKWORKERS_HTTP_DROP_ON", http.dropOn(), variables);
    } else {
      variables.put("TASKWORKERS_HANDLER", "java");
      variables.put("TASKWORKERS_JAVA_CLASS", handler.java().className());
    }
  }

  /** Only where some are given, so that a pool without them is rendered as before. */
  private static void putStatuses(
      String name, List<Integer> statuses, Map<String, String> variables) {
    if (!statuses.isEmpty()) {
      variables.put(name, statuses.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
  }

  private static String json(List<String> words) {
    try {
      return JSON.writeValueAsString(words);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of strings is always JSON", e);
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
