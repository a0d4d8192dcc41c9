package dev.taskworkers.protocol;

import dev.taskworkers.runtime.Logs;

/**
 * The environment variables of our processes. The operator sets those of a worker; the chart sets
 * those of the operator.
 */
public final class EnvVars {
  /** With which all variables begin that are ours alone. */
  public static final String PREFIX = "TASKWORKERS_";

  // Both processes read these.

  /** The project of subscriptions and topics that are named by their id alone. */
  public static final String PROJECT_ID = "GCP_PROJECT_ID";

  /** Where a process answers: probes, metrics, and what a worker has besides. */
  public static final String HEALTH_HOST = PREFIX + "HEALTH_HOST";

  public static final String HEALTH_PORT = PREFIX + "HEALTH_PORT";
  public static final String LOG_LEVEL = Logs.LEVEL;
  public static final String LOG_FORMAT = Logs.FORMAT;

  // A worker reads these.

  public static final String SUBSCRIPTION_ID = "GCP_PUBSUB_SUBSCRIPTION_ID";

  /** How the worker calls itself. */
  public static final String POD_NAME = "POD_NAME";

  /** Which image dead letters name. */
  public static final String POD_IMAGE = "POD_IMAGE";

  /** How many tasks run at once. */
  public static final String CONCURRENCY = PREFIX + "CONCURRENCY";

  /** The label of a {@link HandlerKind}. */
  public static final String HANDLER = PREFIX + "HANDLER";

  /** See {@link ExecCommand}. */
  public static final String EXEC_COMMAND = PREFIX + "EXEC_COMMAND";

  public static final String HTTP_URL = PREFIX + "HTTP_URL";

  /** The name of an {@link HttpFormat}. */
  public static final String HTTP_FORMAT = PREFIX + "HTTP_FORMAT";

  /** Statuses such as {@code 400,422}. */
  public static final String HTTP_DEAD_LETTER_ON = PREFIX + "HTTP_DEAD_LETTER_ON";

  /** Statuses such as {@code 400,422}. */
  public static final String HTTP_DROP_ON = PREFIX + "HTTP_DROP_ON";

  public static final String JAVA_CLASS = PREFIX + "JAVA_CLASS";
  public static final String BATCH_SIZE = PREFIX + "BATCH_SIZE";
  public static final String BATCH_WITHIN = PREFIX + "BATCH_WITHIN";

  /** The label of a {@link PullMode}. */
  public static final String PULL = PREFIX + "PULL";

  /** A {@link Rate} of this worker. */
  public static final String RATE_LIMIT = PREFIX + "RATE_LIMIT";

  /** A {@link Rate} of all workers together. */
  public static final String POOL_RATE_LIMIT = PREFIX + "POOL_RATE_LIMIT";

  /**
   * Among how many pods {@link #POOL_RATE_LIMIT} is divided until the operator sends {@link
   * WorkerEndpoints#SHARE}.
   */
  public static final String POOL_PODS = PREFIX + "POOL_PODS";

  /** A {@link GoDuration}, as all that follow and name a time. */
  public static final String TASK_TIMEOUT = PREFIX + "TASK_TIMEOUT";

  public static final String MAX_TASK_TIMEOUT = PREFIX + "MAX_TASK_TIMEOUT";
  public static final String GRACE_PERIOD = PREFIX + "GRACE_PERIOD";
  public static final String IDLE_EXIT = PREFIX + "IDLE_EXIT";
  public static final String MAX_TASKS = PREFIX + "MAX_TASKS";
  public static final String MAX_MEMORY_MIB = PREFIX + "MAX_MEMORY_MIB";
  public static final String DEDUPLICATION_ATTRIBUTE = PREFIX + "DEDUPLICATION_ATTRIBUTE";
  public static final String DEDUPLICATION_WINDOW = PREFIX + "DEDUPLICATION_WINDOW";
  public static final String RETRY_MAX_ATTEMPTS = PREFIX + "RETRY_MAX_ATTEMPTS";
  public static final String RETRY_MIN_BACKOFF = PREFIX + "RETRY_MIN_BACKOFF";
  public static final String RETRY_MAX_BACKOFF = PREFIX + "RETRY_MAX_BACKOFF";
  public static final String DEAD_LETTER_TOPIC = PREFIX + "DEAD_LETTER_TOPIC";

  /**
   * A folder with a file for each of what the worker has to know of its pod; see {@link
   * dev.taskworkers.protocol.orders.PodFiles}. The kubelet writes them anew when the pod changes.
   */
  public static final String POD_INFO_DIR = PREFIX + "POD_INFO_DIR";

  /** A folder that outlives the worker's container. */
  public static final String STATE_DIR = PREFIX + "STATE_DIR";

  // The operator reads these.

  public static final String NAMESPACES = PREFIX + "NAMESPACES";
  public static final String LEADER_ELECTION = PREFIX + "LEADER_ELECTION";
  public static final String TENANCY_CONSENT = PREFIX + "TENANCY_CONSENT";
  public static final String TENANCY_ALLOW = PREFIX + "TENANCY_ALLOW";
  public static final String DOORBELL_PROJECT = PREFIX + "DOORBELL_PROJECT";
  public static final String ROLLOUT_POOLS_AT_ONCE = PREFIX + "ROLLOUT_POOLS_AT_ONCE";
  public static final String WORKER_IMAGE = PREFIX + "WORKER_IMAGE";
  public static final String WORKER_HEALTH_PORT = PREFIX + "WORKER_HEALTH_PORT";
  public static final String WORKER_INGRESS = PREFIX + "WORKER_INGRESS";
  public static final String WORKER_RESOURCES = PREFIX + "WORKER_RESOURCES";

  private EnvVars() {}
}
