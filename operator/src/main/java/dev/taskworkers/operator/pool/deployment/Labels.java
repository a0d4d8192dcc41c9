package dev.taskworkers.operator.pool.deployment;

import java.util.Map;
import java.util.TreeMap;

/** The labels and annotations by which the operator knows its own objects. */
public final class Labels {
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String MANAGER = "taskworkers";
  public static final String POOL = "taskworkers.dev/pool";

  /** Of the Deployment: a digest of what was rendered, so that nothing is applied twice. */
  public static final String RENDERED = "taskworkers.dev/rendered";

  /** Selects everything of ours; informers then hold our objects, not the cluster's. */
  public static final String SELECTOR = MANAGED_BY + "=" + MANAGER;

  private Labels() {}

  /** Sorted: what is rendered twice must be the same to the letter, in any process. */
  static Map<String, String> of(String pool) {
    return new TreeMap<>(Map.of(MANAGED_BY, MANAGER, POOL, pool));
  }
}
