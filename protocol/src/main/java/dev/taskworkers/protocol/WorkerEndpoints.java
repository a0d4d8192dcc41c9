// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

/**
 * Where a worker answers. {@link #LIVEZ}, {@link #READYZ}, {@link #STATUSZ}, {@link #METRICS} and
 * {@link #DRAINED} answer a GET; {@link #CORDON}, {@link #UNCORDON} and {@link #SHARE} change
 * something and take a POST with a {@linkplain OrderProof proof}.
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

  /** The worker pulls no more for a minute. */
  public static final String CORDON = "/cordon";

  /** The worker pulls again. */
  public static final String UNCORDON = "/uncordon";

  /** The worker takes the {@link RateShare} of the pool's rate that the body says. */
  public static final String SHARE = "/share";

  private WorkerEndpoints() {}
}
