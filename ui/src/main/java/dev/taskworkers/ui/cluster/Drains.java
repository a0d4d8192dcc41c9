package dev.taskworkers.ui.cluster;

import dev.taskworkers.ui.PoolActions.Offer;
import dev.taskworkers.ui.PoolActions.Result;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the operator to drain a worker, by an annotation on its pod: whoever may patch the pod may
 * ask.
 */
public final class Drains {
  /** Names as the operator reads them. */
  private static final String ANNOTATION = "taskworkers.dev/drain";

  private static final String POOL = "taskworkers.dev/pool";

  private final KubernetesClient kubernetes;

  public Drains(KubernetesClient kubernetes) {
    this.kubernetes = kubernetes;
  }

  /** What is offered to who may; the command has {@code POD} in it. */
  Optional<Offer> offer(String namespace) {
    var may = Rights.may(kubernetes, Rights.to("patch", "pods", namespace).build());
    return Optional.of(
            new Offer(
                "drain",
                "The worker pulls no more and finishes its tasks; then the operator deletes its"
                    + " pod, and another one takes its place. The cluster is "
                    + ClusterName.of(kubernetes)
                    + ".",
                command(namespace, "POD"),
                false))
        .filter(offer -> may);
  }

  /** The line of kubectl that does the same. */
  public String command(String namespace, String pod) {
    return ClusterName.kubectl(kubernetes)
        + " annotate pod "
        + pod
        + " --namespace "
        + namespace
        + " --overwrite "
        + ANNOTATION
        + "=true";
  }

  /**
   * Asks for it.
   *
   * @param pool the pod must be of; empty for any
   */
  public Result drain(String namespace, String pod, Optional<String> pool) {
    try {
      var resource = kubernetes.pods().inNamespace(namespace).withName(pod);
      var found = Optional.ofNullable(resource.get());
      var of = found.map(known -> known.getMetadata().getLabels()).orElse(Map.of()).get(POOL);
      if (of == null || pool.filter(name -> !name.equals(of)).isPresent()) {
        return new Result(
            HttpURLConnection.HTTP_BAD_REQUEST,
            "There is no worker "
                + pod
                + pool.map(name -> " of pool " + name).orElse("")
                + " in namespace "
                + namespace
                + ".");
      }
      resource.patch(
          PatchContext.of(PatchType.JSON_MERGE),
          "{\"metadata\":{\"annotations\":{\"" + ANNOTATION + "\":\"true\"}}}");
      return new Result(
          HttpURLConnection.HTTP_OK,
          "Done: " + pod + " of pool " + of + " pulls no more, and is replaced when it is idle.");
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
          ? new Result(e.getCode(), "You may not change pods in namespace " + namespace + ".")
          : new Result(
              e.getCode() >= HttpURLConnection.HTTP_BAD_REQUEST
                  ? e.getCode()
                  : HttpURLConnection.HTTP_UNAVAILABLE,
              "The API server did not do it: " + e.getMessage());
    }
  }
}
