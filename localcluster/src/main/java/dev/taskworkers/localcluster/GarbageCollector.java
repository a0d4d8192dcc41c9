// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Collection;
import java.util.Locale;

/** Removes objects whose owners are gone, whatever kinds these are. */
final class GarbageCollector {
  /** Kubernetes takes its time, too; each look costs a question for every object. */
  private static final int TURNS = 25;

  private final KubernetesClient client;
  private int turn;

  public GarbageCollector(KubernetesClient client) {
    this.client = client;
  }

  /** Looks at {@code objects} in one of some turns. */
  public void tick(Collection<? extends HasMetadata> objects) {
    if (turn++ % TURNS == 0) {
      for (var object : objects) {
        Loop.guard("the garbage collector", () -> collect(object));
      }
    }
  }

  private void collect(HasMetadata object) {
    var owners = object.getMetadata().getOwnerReferences();
    if (!owners.isEmpty() && owners.stream().noneMatch(owner -> exists(object, owner))) {
      client.resource(object).delete();
    }
  }

  private boolean exists(HasMetadata object, OwnerReference owner) {
    var found =
        client
            .genericKubernetesResources(context(owner))
            .inNamespace(object.getMetadata().getNamespace())
            .withName(owner.getName())
            .get();
    return found != null && owner.getUid().equals(found.getMetadata().getUid());
  }

  /** The plural is guessed, as no discovery is served; it is right for every kind here. */
  private static ResourceDefinitionContext context(OwnerReference owner) {
    var groupAndVersion = owner.getApiVersion().split("/", 2);
    return new ResourceDefinitionContext.Builder()
        .withGroup(groupAndVersion.length == 2 ? groupAndVersion[0] : "")
        .withVersion(groupAndVersion[groupAndVersion.length - 1])
        .withKind(owner.getKind())
        .withPlural(owner.getKind().toLowerCase(Locale.ROOT) + "s")
        .withNamespaced(true)
        .build();
  }
}
