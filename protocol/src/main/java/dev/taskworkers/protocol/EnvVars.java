// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import dev.taskworkers.runtime.Logs;

/**
 * The environment variables of our processes. The operator sets those of a worker; the chart sets
 * those of the operator. {@code docs/environment.md} is made of the comments below.
 */
public final class EnvVars {
  /** With which all variables begin that are ours alone. */
  public static final String PREFIX = "TASKWORKERS_";

  // Both processes read these.

  /** The project of subscriptions and topics that are named by their ID alone. */
  public static final String PROJECT_ID = "GCP_PROJECT_ID";

  /**
   * The address on which a process serves probes and metrics, and a worker its report. Default:
   * {@code 0.0.0.0}.
   */
  public static final String HEALTH_HOST = PREFIX + "HEALTH_HOST";

  /**
   * The port of that address; a worker takes a free one for {@code 0}. Default: {@code 8080} for
   * the operator, {@code 8090} for a worker.
   */
  public static final String HEALTH_PORT = PREFIX + "HEALTH_PORT";

  /**
   * How much is logged: {@code error}, {@code warn}, {@code info}, or {@code debug}. Default:
   * {@code info}.
   */
  public static final String LOG_LEVEL = Logs.LEVEL;

  /**
   * How a line of the log is written: {@code json}, on stdout, or {@code text}, on stderr. Default:
   * {@code json} in a pod, {@code text} elsewhere.
   */
  public static final String LOG_FORMAT = Logs.FORMAT;

  // A worker reads these.

  /** The subscription to pull from: a full name, or an ID in {@code GCP_PROJECT_ID}. Required. */
  public static final String SUBSCRIPTION_ID = "GCP_PUBSUB_SUBSCRIPTION_ID";

  /** The name of the worker in reports and dead letters. Default: the name of the host. */
  public static final String POD_NAME = "POD_NAME";

  /** The image that dead letters name. Default: none. */
  public static final String POD_IMAGE = "POD_IMAGE";

  /** The number of tasks that run at once, 1 to 1000. Default: {@code 1}. */
  public static final String CONCURRENCY = PREFIX + "CONCURRENCY";

  /** The kind of handler: {@code exec}, {@code http}, or {@code java}. Required. */
  public static final String HANDLER = PREFIX + "HANDLER";

  /**
   * With {@code exec}: the program and its arguments, as a JSON array of strings. Required there.
   */
  public static final String EXEC_COMMAND = PREFIX + "EXEC_COMMAND";

  /** With {@code http}: where each task is posted. Default: {@code http://127.0.0.1:8080/}. */
  public static final String HTTP_URL = PREFIX + "HTTP_URL";

  /** With {@code http}: {@code CloudEvents} or {@code PubSubPush}. Default: {@code CloudEvents}. */
  public static final String HTTP_FORMAT = PREFIX + "HTTP_FORMAT";

  /**
   * With {@code http}: statuses at which a task becomes a dead letter after its first run, such as
   * {@code 400,422}. Default: none.
   */
  public static final String HTTP_DEAD_LETTER_ON = PREFIX + "HTTP_DEAD_LETTER_ON";

  /**
   * With {@code http}: statuses at which a task is acknowledged undone, such as {@code 410}.
   * Default: none.
   */
  public static final String HTTP_DROP_ON = PREFIX + "HTTP_DROP_ON";

  /**
   * With {@code java}: the class that implements {@code TaskHandler} or {@code BatchTaskHandler}.
   * Required there.
   */
  public static final String JAVA_CLASS = PREFIX + "JAVA_CLASS";

  /** The number of tasks with which a batch starts at once. Default: no batches. */
  public static final String BATCH_SIZE = PREFIX + "BATCH_SIZE";

  /** The longest time that a batch waits to be full. Default: {@code 100ms}. */
  public static final String BATCH_WITHIN = PREFIX + "BATCH_WITHIN";

  /** How tasks are fetched: {@code unary} or {@code streaming}. Default: {@code unary}. */
  public static final String PULL = PREFIX + "PULL";

  /**
   * The tasks that this worker may start: {@code 10/s}, {@code 100/m}, or {@code 5000/h}. Default:
   * no limit.
   */
  public static final String RATE_LIMIT = PREFIX + "RATE_LIMIT";

  /** The tasks that all workers of the pool may start together. Default: no limit. */
  public static final String POOL_RATE_LIMIT = PREFIX + "POOL_RATE_LIMIT";

  /**
   * The number of pods that share {@code TASKWORKERS_POOL_RATE_LIMIT}, until the operator sends
   * another one. Default: {@code 1}.
   */
  public static final String POOL_PODS = PREFIX + "POOL_PODS";

  /** The limit of one run. Default: {@code 10m}. */
  public static final String TASK_TIMEOUT = PREFIX + "TASK_TIMEOUT";

  /**
   * The most that a task's attribute {@code task-timeout} may ask for. Default: {@code
   * TASKWORKERS_TASK_TIMEOUT}.
   */
  public static final String MAX_TASK_TIMEOUT = PREFIX + "MAX_TASK_TIMEOUT";

  /** The time from SIGTERM to SIGKILL. Default: {@code TASKWORKERS_MAX_TASK_TIMEOUT} and 30 s. */
  public static final String GRACE_PERIOD = PREFIX + "GRACE_PERIOD";

  /** The time without a task after which the worker leaves. Default: never. */
  public static final String IDLE_EXIT = PREFIX + "IDLE_EXIT";

  /** The number of runs after which the worker leaves. Default: no limit. */
  public static final String MAX_TASKS = PREFIX + "MAX_TASKS";

  /** With {@code java}: resident memory in MiB above which the worker leaves. Default: no limit. */
  public static final String MAX_MEMORY_MIB = PREFIX + "MAX_MEMORY_MIB";

  /**
   * The attribute whose value tells which tasks are the same. Default: no two tasks are the same.
   */
  public static final String DEDUPLICATION_ATTRIBUTE = PREFIX + "DEDUPLICATION_ATTRIBUTE";

  /** How long the worker remembers a value; needs the attribute. Default: {@code 10m}. */
  public static final String DEDUPLICATION_WINDOW = PREFIX + "DEDUPLICATION_WINDOW";

  /** Runs of one task before it goes to the dead-letter topic. Default: no limit. */
  public static final String RETRY_MAX_ATTEMPTS = PREFIX + "RETRY_MAX_ATTEMPTS";

  /** The shortest delay before a task that failed runs again. Default: {@code 10s}. */
  public static final String RETRY_MIN_BACKOFF = PREFIX + "RETRY_MIN_BACKOFF";

  /** The longest delay before any run, at most 10m. Default: {@code 10m}. */
  public static final String RETRY_MAX_BACKOFF = PREFIX + "RETRY_MAX_BACKOFF";

  /**
   * Where tasks go that can't succeed: a full name, or an ID in {@code GCP_PROJECT_ID}. Default:
   * none.
   */
  public static final String DEAD_LETTER_TOPIC = PREFIX + "DEAD_LETTER_TOPIC";

  /**
   * A folder with the identity of the pod and the operator's public keys, which the kubelet keeps
   * up to date. Default: none, so that the worker refuses every order.
   */
  public static final String POD_INFO_DIR = PREFIX + "POD_INFO_DIR";

  /**
   * A folder that outlives the container, where the worker notes which tasks it runs. Default:
   * none.
   */
  public static final String STATE_DIR = PREFIX + "STATE_DIR";

  // The operator reads these.

  /** The namespaces whose pools are followed, separated by commas. Default: all. */
  public static final String NAMESPACES = PREFIX + "NAMESPACES";

  /**
   * Whether operators agree on one that leads; needed where there are several. Default: {@code
   * false}.
   */
  public static final String LEADER_ELECTION = PREFIX + "LEADER_ELECTION";

  /**
   * Whether the owner of a subscription has to consent to its use by a namespace: {@code Required}
   * or {@code NotRequired}. Default: {@code Required}.
   */
  public static final String TENANCY_CONSENT = PREFIX + "TENANCY_CONSENT";

  /**
   * What namespaces may use without a label, as the chart's {@code tenancy.allow} in JSON. Default:
   * nothing.
   */
  public static final String TENANCY_ALLOW = PREFIX + "TENANCY_ALLOW";

  /**
   * The project in which doorbells are made. Default: {@code GCP_PROJECT_ID}, or else the project
   * of each subscription.
   */
  public static final String DOORBELL_PROJECT = PREFIX + "DOORBELL_PROJECT";

  /**
   * The number of pools that get at once what a new version of the operator renders differently.
   * Default: {@code 1}.
   */
  public static final String ROLLOUT_POOLS_AT_ONCE = PREFIX + "ROLLOUT_POOLS_AT_ONCE";

  /**
   * The image of the worker: it runs beside an HTTP server, and is copied into the pods of {@code
   * exec} and {@code java} handlers. Default: {@code localhost/taskworkers/worker:latest}.
   */
  public static final String WORKER_IMAGE = PREFIX + "WORKER_IMAGE";

  /** The port on which workers answer. Default: {@code 8090}. */
  public static final String WORKER_HEALTH_PORT = PREFIX + "WORKER_HEALTH_PORT";

  /**
   * Who may reach workers, as {@code from} of a NetworkPolicy in JSON; each pool then gets such a
   * policy. Default: no policy.
   */
  public static final String WORKER_INGRESS = PREFIX + "WORKER_INGRESS";

  /**
   * Requests and limits of the worker beside an HTTP server, in JSON. Default: requests of {@code
   * 50m} and {@code 128Mi}, a limit of {@code 256Mi}.
   */
  public static final String WORKER_RESOURCES = PREFIX + "WORKER_RESOURCES";

  private EnvVars() {}
}
