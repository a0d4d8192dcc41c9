// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.util.OptionalInt;

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

  /** The worker divides the pool's rate among so many pods as the body says. */
  public static final String SHARE = "/share";

  private WorkerEndpoints() {}

  /** Reads the body for {@link #SHARE}; empty when it is no number of pods. */
  public static OptionalInt pods(String body) {
    return body.matches("[1-9][0-9]{0,4}")
        ? OptionalInt.of(Integer.parseInt(body))
        : OptionalInt.empty();
  }
}
