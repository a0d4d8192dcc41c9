// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The labels and annotations by which the operator knows its own objects. */
public final class Labels {
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String MANAGER = "taskworkers";

  /** Of the Deployment: a digest of what was rendered, so that nothing is applied twice. */
  public static final String RENDERED = "taskworkers.dev/rendered";

  /** Of the Deployment: a digest of the pool's own part in what was rendered. */
  public static final String SPEC = "taskworkers.dev/spec";

  /** Of the Deployment: the generation of the pool that was rendered. */
  public static final String GENERATION = "taskworkers.dev/generation";

  /** Of the Deployment: what its PodDisruptionBudget allows, and its pool's uid. */
  public static final String BUDGET = "taskworkers.dev/disruption-budget";

  /** Of the Deployment: a digest of what its NetworkPolicy lets in, and its pool's uid. */
  public static final String NETWORK_POLICY = "taskworkers.dev/network-policy";

  /** Of the Deployment: the namespace of the installation of the operator that scales it. */
  public static final String INSTALLATION = "taskworkers.dev/installation";

  /** All that is noted on a Deployment. */
  public static final Set<String> ANNOTATIONS =
      Set.of(RENDERED, SPEC, GENERATION, BUDGET, NETWORK_POLICY, INSTALLATION);

  /** Selects everything of ours; informers then hold our objects, not the cluster's. */
  public static final String SELECTOR = MANAGED_BY + "=" + MANAGER;

  private Labels() {}

  /** Sorted: what is rendered twice must be byte-identical, in any process. */
  public static Map<String, String> of(String pool) {
    return new TreeMap<>(Map.of(MANAGED_BY, MANAGER, ClusterNames.POOL, pool));
  }

  /** Of what is made for a pool: it has the pool's name, and ends with it. */
  public static ObjectMeta metadata(Pool pool) {
    return new ObjectMetaBuilder()
        .withName(pool.name())
        .withNamespace(pool.namespace())
        .withLabels(of(pool.name()))
        .withOwnerReferences(owner(pool))
        .build();
  }

  /** What is made for a pool ends with it, and before it with {@code --cascade=foreground}. */
  public static OwnerReference owner(Pool pool) {
    return new OwnerReferenceBuilder()
        .withApiVersion(HasMetadata.getApiVersion(TaskWorkerPool.class))
        .withKind("TaskWorkerPool")
        .withName(pool.name())
        .withUid(pool.uid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}
