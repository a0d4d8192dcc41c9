package dev.taskworkers.ui.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;

/**
 * A forwarded port to the operator that leads. What fails is closed, and the next question looks
 * for the leader anew: it may be another one.
 */
final class LeaderLink implements AutoCloseable {
  private static final String OPERATOR = "taskworkers-operator";
  private static final String USUAL_NAMESPACE = "taskworkers-system";
  private static final int PORT = 8080;

  private final KubernetesClient kubernetes;
  private Optional<Open> open = Optional.empty();

  /** A port of this machine that leads to a pod. */
  private record Open(String pod, LocalPortForward forward) {}

  /** Why there is no link, in a sentence. */
  static final class NoLink extends IOException {
    private static final long serialVersionUID = 1;

    NoLink(String sentence) {
      super(sentence);
    }
  }

  LeaderLink(KubernetesClient kubernetes) {
    this.kubernetes = kubernetes;
  }

  /**
   * Where the leader answers now.
   *
   * @throws NoLink when it can't be reached, with what to do
   */
  synchronized URI address() throws NoLink {
    if (open.filter(link -> !isBroken(link)).isEmpty()) {
      close();
      open = Optional.of(forward());
    }
    return URI.create("http://127.0.0.1:" + open.orElseThrow().forward().getLocalPort());
  }

  /** The pod that is asked; empty while there is none. */
  synchronized Optional<String> pod() {
    return open.map(Open::pod);
  }

  private static boolean isBroken(Open link) {
    return !link.forward().isAlive() || link.forward().errorOccurred();
  }

  private Open forward() throws NoLink {
    var namespace = namespace();
    try {
      var lease = kubernetes.leases().inNamespace(namespace).withName(OPERATOR).get();
      var leader =
          Optional.ofNullable(lease)
              .flatMap(found -> Optional.ofNullable(found.getSpec()))
              .map(LeaseSpec::getHolderIdentity)
              .filter(name -> !name.isEmpty())
              .orElseThrow(() -> new NoLink("No operator leads in namespace " + namespace + "."));
      if (!Rights.may(
          kubernetes,
          Rights.to("create", "pods", namespace).withSubresource("portforward").build())) {
        throw new NoLink(
            "You may not forward a port to the operator; ask for 'create' on pods/portforward in"
                + " namespace "
                + namespace
                + ".");
      }
      var forward =
          kubernetes
              .pods()
              .inNamespace(namespace)
              .withName(leader)
              .portForward(PORT, InetAddress.getLoopbackAddress(), 0);
      return new Open(namespace + "/" + leader, forward);
    } catch (KubernetesClientException e) {
      throw new NoLink(
          e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
              ? "You may not read the leader's Lease in namespace "
                  + namespace
                  + "; ask for 'get' on leases and 'create' on pods/portforward there."
              : "The cluster can't be asked for the operator that leads: " + e.getMessage());
    }
  }

  /** The namespace of the operator; the usual one for who may not look for it. */
  private String namespace() {
    try {
      return kubernetes
          .apps()
          .deployments()
          .inAnyNamespace()
          .withLabel("app.kubernetes.io/name", OPERATOR)
          .list()
          .getItems()
          .stream()
          .map(HasMetadata::getMetadata)
          .map(meta -> meta.getNamespace())
          .findFirst()
          .orElse(USUAL_NAMESPACE);
    } catch (KubernetesClientException mayNotLook) {
      return USUAL_NAMESPACE;
    }
  }

  @Override
  public synchronized void close() {
    open.ifPresent(
        link -> {
          try {
            link.forward().close();
          } catch (IOException e) {
            // It is broken already.
          }
        });
    open = Optional.empty();
  }
}
