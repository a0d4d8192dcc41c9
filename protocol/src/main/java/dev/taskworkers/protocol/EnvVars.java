// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.Logs;

/**
 * The environment variables of our processes. The operator sets those of a worker; the chart sets
 * those of the operator. {@code docs/environment.md} is made of the comments below.
 */
public final class EnvVars {
  /** With which all variables begin that are ours alone. */
  public static final String PREFIX = Environment.PREFIX;

  // Both processes read these.

  /** The project of subscriptions and topics that are named by their ID alone. */
  public static final String PROJECT_ID = "GCP_PROJECT_ID";

  /**
   * The address on which the process serves probes and metrics. A worker also serves its report
   * there. Default: {@code 0.0.0.0}.
   */
  public static final String HEALTH_HOST = PREFIX + "HEALTH_HOST";

  /**
   * The port of that address. For {@code 0}, a worker takes a free port. Default: {@code 8080} for
   * the operator, {@code 8090} for a worker.
   */
  public static final String HEALTH_PORT = PREFIX + "HEALTH_PORT";

  /**
   * The log level: {@code error}, {@code warn}, {@code info}, or {@code debug}. Default: {@code
   * info}.
   */
  public static final String LOG_LEVEL = Logs.LEVEL;

  /**
   * The format of the log: {@code json}, on stdout, or {@code text}, on stderr. Default: {@code
   * json} in a pod, {@code text} elsewhere.
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

  /**
   * With {@code http}: the URL to which the worker posts each task. Default: {@code
   * http://127.0.0.1:8080/}.
   */
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

  /** The number of tasks at which a batch starts immediately. Default: no batches. */
  public static final String BATCH_SIZE = PREFIX + "BATCH_SIZE";

  /** The longest time that a batch waits for more tasks. Default: {@code 100ms}. */
  public static final String BATCH_WITHIN = PREFIX + "BATCH_WITHIN";

  /** How the worker fetches tasks: {@code unary} or {@code streaming}. Default: {@code unary}. */
  public static final String PULL = PREFIX + "PULL";

  /**
   * The rate at which this worker may start tasks: {@code 10/s}, {@code 100/m}, or {@code 5000/h}.
   * Default: no limit.
   */
  public static final String RATE_LIMIT = PREFIX + "RATE_LIMIT";

  /** The rate at which all workers of the pool may start tasks together. Default: no limit. */
  public static final String POOL_RATE_LIMIT = PREFIX + "POOL_RATE_LIMIT";

  /**
   * The number of pods that share {@code TASKWORKERS_POOL_RATE_LIMIT}, until the operator sends
   * another one. Default: {@code 1}.
   */
  public static final String POOL_PODS = PREFIX + "POOL_PODS";

  /** The time after which the worker ends a run. Default: {@code 10m}. */
  public static final String TASK_TIMEOUT = PREFIX + "TASK_TIMEOUT";

  /**
   * The longest limit that a task may ask for with its attribute {@code task-timeout}. Default:
   * {@code TASKWORKERS_TASK_TIMEOUT}.
   */
  public static final String MAX_TASK_TIMEOUT = PREFIX + "MAX_TASK_TIMEOUT";

  /** The time from SIGTERM to SIGKILL. Default: {@code TASKWORKERS_MAX_TASK_TIMEOUT} plus 30 s. */
  public static final String GRACE_PERIOD = PREFIX + "GRACE_PERIOD";

  /** The time without a task after which the worker exits. Default: never. */
  public static final String IDLE_EXIT = PREFIX + "IDLE_EXIT";

  /** The number of runs after which the worker exits. Default: no limit. */
  public static final String MAX_TASKS = PREFIX + "MAX_TASKS";

  /**
   * With {@code java}: the resident memory in MiB above which the worker exits. Default: no limit.
   */
  public static final String MAX_MEMORY_MIB = PREFIX + "MAX_MEMORY_MIB";

  /**
   * The attribute whose value is the same for tasks that are duplicates of each other. Default: the
   * worker looks for no duplicates.
   */
  public static final String DEDUPLICATION_ATTRIBUTE = PREFIX + "DEDUPLICATION_ATTRIBUTE";

  /** How long the worker remembers a value of that attribute. Default: {@code 10m}. */
  public static final String DEDUPLICATION_WINDOW = PREFIX + "DEDUPLICATION_WINDOW";

  /**
   * How often a task may run before the worker sends it to the dead-letter topic. Default: {@code
   * 5}. Without that topic, the worker gives no task up.
   */
  public static final String RETRY_MAX_ATTEMPTS = PREFIX + "RETRY_MAX_ATTEMPTS";

  /** The shortest delay before a failed task runs again. Default: {@code 10s}. */
  public static final String RETRY_MIN_BACKOFF = PREFIX + "RETRY_MIN_BACKOFF";

  /** The longest delay before a task runs again, at most 10m. Default: {@code 10m}. */
  public static final String RETRY_MAX_BACKOFF = PREFIX + "RETRY_MAX_BACKOFF";

  /**
   * The topic for tasks that can't succeed: a full name, or an ID in {@code GCP_PROJECT_ID}.
   * Default: none.
   */
  public static final String DEAD_LETTER_TOPIC = PREFIX + "DEAD_LETTER_TOPIC";

  /**
   * A folder with the identity of the pod and the operator's public keys, which the kubelet keeps
   * up to date. Default: none, so that the worker refuses every order.
   */
  public static final String POD_INFO_DIR = PREFIX + "POD_INFO_DIR";

  /**
   * A folder that outlives the container, in which the worker records which tasks it runs. Default:
   * none.
   */
  public static final String STATE_DIR = PREFIX + "STATE_DIR";

  // The operator reads these.

  /** The namespaces whose pools the operator scales, separated by commas. Default: all. */
  public static final String NAMESPACES = PREFIX + "NAMESPACES";

  /**
   * Whether several operators elect one that leads. Required if there is more than one. Default:
   * {@code false}.
   */
  public static final String LEADER_ELECTION = PREFIX + "LEADER_ELECTION";

  /**
   * Whether the owner of a subscription has to consent to its use by a namespace: {@code Required}
   * or {@code NotRequired}. Default: {@code Required}.
   */
  public static final String TENANCY_CONSENT = PREFIX + "TENANCY_CONSENT";

  /**
   * The subscriptions that namespaces may use without a label: the chart's {@code tenancy.allow} in
   * JSON. Default: none.
   */
  public static final String TENANCY_ALLOW = PREFIX + "TENANCY_ALLOW";

  /**
   * The project in which the operator creates doorbells. Default: {@code GCP_PROJECT_ID}, or else
   * the project of each subscription.
   */
  public static final String DOORBELL_PROJECT = PREFIX + "DOORBELL_PROJECT";

  /**
   * How many pools replace their pods at the same time after an upgrade that changes their
   * template. Default: {@code 1}.
   */
  public static final String ROLLOUT_POOLS_AT_ONCE = PREFIX + "ROLLOUT_POOLS_AT_ONCE";

  /**
   * The worker's image. It runs beside an HTTP server, and an init container copies it into the
   * pods of {@code exec} and {@code java} handlers. Default: {@code
   * localhost/taskworkers/worker:latest}.
   */
  public static final String WORKER_IMAGE = PREFIX + "WORKER_IMAGE";

  /** The port on which workers answer the operator. Default: {@code 8090}. */
  public static final String WORKER_HEALTH_PORT = PREFIX + "WORKER_HEALTH_PORT";

  /**
   * The peers that may reach workers, in JSON, in the form of a NetworkPolicy's {@code from}. If it
   * is set, the operator creates a policy for each pool. Default: no policy.
   */
  public static final String WORKER_INGRESS = PREFIX + "WORKER_INGRESS";

  /**
   * Requests and limits of the worker beside an HTTP server, in JSON. Default: requests of {@code
   * 50m} and {@code 128Mi}, and a limit of {@code 256Mi}.
   */
  public static final String WORKER_RESOURCES = PREFIX + "WORKER_RESOURCES";

  private EnvVars() {}
}
