// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.HandlerSpec;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.crds.TaskWorkerPoolSpec.Mode;
import dev.taskworkers.ui.PoolActions.Offer;
import dev.taskworkers.ui.PoolActions.Result;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the operator to drain a worker, by an annotation on its pod: whoever may get and patch the
 * pod may ask.
 */
public final class Drains {
  /** It looks whose pod it is before it asks. */
  private static final List<String> VERBS = List.of("get", "patch");

  private final KubernetesClient kubernetes;

  public Drains(KubernetesClient kubernetes) {
    this.kubernetes = kubernetes;
  }

  /** What is offered to who may, of a pool that drains; the command has {@code POD} in it. */
  Optional<Offer> offer(TaskWorkerPool pool) {
    if (refusal(pool).isPresent()) {
      return Optional.empty();
    }
    var namespace = pool.getMetadata().getNamespace();
    var may =
        VERBS.stream()
            .allMatch(verb -> Rights.may(kubernetes, Rights.to(verb, "pods", namespace).build()));
    return Optional.of(
            new Offer(
                "drain",
                "The operator has the worker pull no more and finish its tasks, and then deletes"
                    + " its pod, so that another one takes its place. It does so once it hears the"
                    + " worker, with one worker after the other. The cluster is "
                    + ClusterName.of(kubernetes)
                    + ".",
                command(namespace, "POD"),
                false))
        .filter(offer -> may);
  }

  /** Why the operator drains no worker of a pool. */
  private static Optional<String> refusal(TaskWorkerPool pool) {
    var spec = Optional.ofNullable(pool.getSpec());
    var mode = spec.map(TaskWorkerPoolSpec::mode).orElse(Mode.Auto);
    if (spec.map(TaskWorkerPoolSpec::handler).map(HandlerSpec::self).isPresent()) {
      return Optional.of("has the handler self, whose pods can't be told to finish");
    }
    return mode == Mode.Auto
        ? Optional.empty()
        : Optional.of("has the mode " + mode + ", in which the operator replaces no pod");
  }

  /**
   * Why the operator drains no worker of a pool that is there and may be read; it has the last
   * word.
   */
  private Optional<String> refusal(String namespace, String pool) {
    try {
      return Optional.ofNullable(
              kubernetes
                  .resources(TaskWorkerPool.class)
                  .inNamespace(namespace)
                  .withName(pool)
                  .get())
          .flatMap(Drains::refusal);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The line of kubectl that does the same. */
  public String command(String namespace, String pod) {
    return ClusterName.kubectl(kubernetes)
        + " annotate pod "
        + pod
        + " --namespace "
        + namespace
        + " --overwrite "
        + ClusterNames.DRAIN
        + "=true";
  }

  /**
   * Asks for it.
   *
   * @param pool the pod must be of; empty for any
   */
  public Result drain(String namespace, String pod, Optional<String> pool) {
    var isRead = false;
    try {
      var resource = kubernetes.pods().inNamespace(namespace).withName(pod);
      var found = Optional.ofNullable(resource.get());
      isRead = true;
      var of =
          found
              .map(known -> known.getMetadata().getLabels())
              .orElse(Map.of())
              .get(ClusterNames.POOL);
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
      var refusal = refusal(namespace, of);
      if (refusal.isPresent()) {
        return new Result(
            HttpURLConnection.HTTP_CONFLICT,
            "Pool " + of + " " + refusal.get() + ", so " + pod + " was not asked to drain.");
      }
      resource.patch(
          PatchContext.of(PatchType.JSON_MERGE),
          "{\"metadata\":{\"annotations\":{\"" + ClusterNames.DRAIN + "\":\"true\"}}}");
      return new Result(
          HttpURLConnection.HTTP_OK,
          "Asked: "
              + pod
              + " of pool "
              + of
              + " should pull no more. The operator tells it so once it hears the worker, and"
              + " replaces it when it is idle, with one worker of the pool after the other.");
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
          ? new Result(
              e.getCode(),
              "You may not "
                  + (isRead ? "change" : "read")
                  + " pods in namespace "
                  + namespace
                  + "; ask for 'get' and 'patch' on pods.")
          : new Result(
              e.getCode() >= HttpURLConnection.HTTP_BAD_REQUEST
                  ? e.getCode()
                  : HttpURLConnection.HTTP_UNAVAILABLE,
              "That is not confirmed: " + ApiServer.trouble(kubernetes, e));
    }
  }
}
