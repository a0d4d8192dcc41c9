package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPoolSpec.Pull;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.spec.Handler;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.spec.Recycle;
import dev.taskworkers.operator.pool.spec.StartRates;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.ExecCommand;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.protocol.PullMode;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The environment that a worker's container gets, for every handler kind. */
final class WorkerEnvironment {
  /** Outlives the worker's container, and ends with its pod. */
  static final String STATE_FOLDER = "/var/lib/taskworkers";

  private static final Handler.Visitor<Map<String, String>> SETTINGS =
      new Handler.Visitor<>() {
        @Override
        public Map<String, String> exec(Handler.Exec exec) {
          return Map.of(EnvVars.EXEC_COMMAND, ExecCommand.format(exec.command()));
        }

        @Override
        public Map<String, String> http(Handler.Http http) {
          var variables = new LinkedHashMap<String, String>();
          variables.put(EnvVars.HTTP_URL, "http://127.0.0.1:" + http.port() + http.path());
          variables.put(EnvVars.HTTP_FORMAT, http.format().name());
          putStatuses(EnvVars.HTTP_DEAD_LETTER_ON, http.deadLetterOn(), variables);
          putStatuses(EnvVars.HTTP_DROP_ON, http.dropOn(), variables);
          return variables;
        }

        @Override
        public Map<String, String> java(Handler.Java java) {
          return Map.of(EnvVars.JAVA_CLASS, java.className());
        }

        @Override
        public Map<String, String> self(Handler.Self self) {
          return Map.of();
        }
      };

  private WorkerEnvironment() {}

  /**
   * What a foreign image needs to pull by itself, and as many tasks as the operator estimates with.
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
    variables.put(EnvVars.HANDLER, pool.handler().kind());
    variables.putAll(pool.handler().accept(SETTINGS));
    if (pool.pull() == Pull.Streaming) {
      variables.put(EnvVars.PULL, PullMode.STREAMING.label());
    }
    pool.startRates().ifPresent(rates -> addRates(rates, pool, variables));
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
              variables.put(EnvVars.BATCH_WITHIN, GoDuration.format(batch.within()));
            });
    pool.deduplication()
        .ifPresent(
            rule -> {
              variables.put(EnvVars.DEDUPLICATION_ATTRIBUTE, rule.attribute());
              variables.put(EnvVars.DEDUPLICATION_WINDOW, GoDuration.format(rule.window()));
            });
    variables.put(EnvVars.RETRY_MAX_ATTEMPTS, String.valueOf(pool.retry().maxAttempts()));
    variables.put(EnvVars.RETRY_MIN_BACKOFF, GoDuration.format(pool.retry().minBackoff()));
    variables.put(EnvVars.RETRY_MAX_BACKOFF, GoDuration.format(pool.retry().maxBackoff()));
    pool.deadLetterTopic()
        .ifPresent(topic -> variables.put(EnvVars.DEAD_LETTER_TOPIC, topic.toString()));
    pool.workerSettings().logLevel().ifPresent(level -> variables.put(EnvVars.LOG_LEVEL, level));
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

  /** Until a pod is told how many share a rate, it must estimate with as many as there may be. */
  private static void addRates(StartRates rates, Pool pool, Map<String, String> variables) {
    rates.perPod().ifPresent(rate -> variables.put(EnvVars.RATE_LIMIT, rate.text()));
    rates
        .perPool()
        .ifPresent(
            rate -> {
              variables.put(EnvVars.POOL_RATE_LIMIT, rate.text());
              variables.put(EnvVars.POOL_PODS, String.valueOf(pool.policy().maxReplicas()));
            });
  }

  private static void addRecycling(Recycle recycle, Map<String, String> variables) {
    recycle
        .afterTasks()
        .ifPresent(tasks -> variables.put(EnvVars.MAX_TASKS, String.valueOf(tasks)));
    recycle
        .aboveMebibytes()
        .ifPresent(mib -> variables.put(EnvVars.MAX_MEMORY_MIB, String.valueOf(mib)));
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
