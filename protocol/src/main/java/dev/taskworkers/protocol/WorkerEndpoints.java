package dev.taskworkers.protocol;

import java.util.OptionalInt;

/**
 * Where a worker answers. {@link #LIVEZ}, {@link #READYZ}, {@link #STATUSZ}, {@link #METRICS} and
 * {@link #DRAINED} answer a GET; {@link #DRAIN}, {@link #CORDON} and {@link #UNCORDON} change
 * something and take a POST.
 */
public final class WorkerEndpoints {
  /** The port, where {@link EnvVars#HEALTH_PORT} names no other. */
  public static final int PORT = 8090;

  /** A probe: fails when the process should be replaced. */
  public static final String LIVEZ = "/livez";

  /** A probe: fails while the worker can do no task. */
  public static final String READYZ = "/readyz";

  /** A {@link WorkerReport} as JSON. */
  public static final String STATUSZ = "/statusz";

  /** The report for Prometheus. */
  public static final String METRICS = "/metrics";

  /** Answers when a drain is over, or at once while there is none. */
  public static final String DRAINED = "/drained";

  /** The worker pulls no more, finishes what it runs, and leaves. */
  public static final String DRAIN = "/drain";

  /** The worker pulls no more for a minute. */
  public static final String CORDON = "/cordon";

  /** The worker pulls again. */
  public static final String UNCORDON = "/uncordon";

  /** A header of the request for {@link #STATUSZ}: how many pods share the pool's rate. */
  public static final String READY_PODS = "Taskworkers-Ready-Pods";

  private WorkerEndpoints() {}

  /** Reads {@link #READY_PODS}, which is empty where whoever asks does not send it. */
  public static OptionalInt readyPods(String header) {
    return header.matches("[1-9][0-9]{0,4}")
        ? OptionalInt.of(Integer.parseInt(header))
        : OptionalInt.empty();
  }
}
