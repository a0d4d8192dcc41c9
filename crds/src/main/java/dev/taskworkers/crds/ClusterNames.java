// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

/** Names of what is in a cluster, by which the operator, the page, and the commands know it. */
public final class ClusterNames {
  /** The operator's Deployment, the name that its pods bear as a label, and its Lease. */
  public static final String OPERATOR = "taskworkers-operator";

  /** Where the operator is installed if nobody says otherwise. */
  public static final String OPERATOR_NAMESPACE = "taskworkers-system";

  /** A label of what is made for a pool, its pods too: the pool's name. */
  public static final String POOL = "taskworkers.dev/pool";

  /** An annotation of one pod: with "true" a user asks for another pod in its place. */
  public static final String DRAIN = "taskworkers.dev/drain";

  /** The container that runs the tasks; where none has this name, the first does. */
  public static final String WORKER_CONTAINER = "worker";

  private ClusterNames() {}
}
