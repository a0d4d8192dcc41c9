// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.ui.cluster.LeaderLink.NoLink;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/** The pod of the operator that leads, to which whoever asks may forward a port. */
record Leader(String namespace, String pod) {
  /** By WebSocket the API server asks for 'get'; newer ones ask for 'create' too. */
  private static final List<String> VERBS = List.of("get", "create");

  /**
   * Finds it.
   *
   * @param given the operator's namespace; empty to look for it, in the usual one first: a label
   *     alone is no proof, for anybody can put it on his own Deployment
   * @throws NoLink when it can't be found or reached, with what to do
   */
  static Leader find(KubernetesClient kubernetes, Optional<String> given) throws NoLink {
    var namespace = given.isPresent() ? given.get() : namespace(kubernetes);
    try {
      var pod =
          holder(kubernetes, namespace)
              .orElseThrow(() -> new NoLink("No operator leads in namespace " + namespace + "."));
      for (var verb : VERBS) {
        if (!Rights.may(
            kubernetes,
            Rights.to(verb, "pods", namespace).withSubresource("portforward").build())) {
          throw new NoLink(
              "You may not forward a port to the operator; ask for 'get' and 'create' on"
                  + " pods/portforward in namespace "
                  + namespace
                  + ".");
        }
      }
      return new Leader(namespace, pod);
    } catch (KubernetesClientException e) {
      throw new NoLink(
          e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
              ? "You may not read the leader's Lease in namespace "
                  + namespace
                  + "; ask for 'get' on leases, and 'get' and 'create' on pods/portforward there."
              : "The command can't ask the cluster which operator leads: "
                  + ApiServer.trouble(kubernetes, e));
    }
  }

  private static Optional<String> holder(KubernetesClient kubernetes, String namespace) {
    return Optional.ofNullable(
            kubernetes.leases().inNamespace(namespace).withName(ClusterNames.OPERATOR).get())
        .flatMap(found -> Optional.ofNullable(found.getSpec()))
        .map(LeaseSpec::getHolderIdentity)
        .filter(name -> !name.isEmpty());
  }

  private static String namespace(KubernetesClient kubernetes) throws NoLink {
    try {
      // An operator that was uninstalled leaves a Lease that nobody holds.
      if (holder(kubernetes, ClusterNames.OPERATOR_NAMESPACE).isPresent()) {
        return ClusterNames.OPERATOR_NAMESPACE;
      }
    } catch (KubernetesClientException mayNotRead) {
      // It may be elsewhere, where this user may read.
    }
    var found = deployed(kubernetes);
    if (found.isEmpty() || found.contains(ClusterNames.OPERATOR_NAMESPACE)) {
      return ClusterNames.OPERATOR_NAMESPACE;
    }
    if (found.size() > 1) {
      throw new NoLink(
          "Expected one operator, but Deployments in several namespaces say that they are one ("
              + String.join(", ", found)
              + "); choose with --operator-namespace.");
    }
    return found.get(0);
  }

  /** The namespaces with a Deployment that says it is an operator; none for who may not look. */
  private static List<String> deployed(KubernetesClient kubernetes) {
    try {
      return kubernetes
          .apps()
          .deployments()
          .inAnyNamespace()
          .withLabel("app.kubernetes.io/name", ClusterNames.OPERATOR)
          .list()
          .getItems()
          .stream()
          .map(HasMetadata::getMetadata)
          .map(meta -> meta.getNamespace())
          .distinct()
          .sorted()
          .toList();
    } catch (KubernetesClientException mayNotLook) {
      return List.of();
    }
  }
}
