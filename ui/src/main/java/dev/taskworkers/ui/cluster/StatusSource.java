// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.ui.PoolSource;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What the status of pools tells, for who may not ask the operator. */
final class StatusSource implements PoolSource {
  private static final int NOT_HERE = 404;
  private static final int ILL = 0;
  private static final int WELL = 2;

  private final ObjectMapper json = new ObjectMapper();
  private final KubernetesClient kubernetes;
  private final Optional<String> namespace;
  private final Clock clock;

  /**
   * @param namespace that is looked at; empty for all, and the context's own for who may not see
   *     all
   */
  StatusSource(KubernetesClient kubernetes, Optional<String> namespace, Clock clock) {
    this.kubernetes = kubernetes;
    this.namespace = namespace;
    this.clock = clock;
  }

  @Override
  public Reply get(String path) {
    if (!path.equals("/pools")) {
      return new Reply(
          NOT_HERE, "The operator alone tells this, and it can't be asked.", "", List.of());
    }
    try {
      var list = json.createObjectNode().put("version", 1).put("now", clock.instant().toString());
      var rows = list.putArray("pools");
      var seen = pools();
      seen.pools().forEach(pool -> add(rows, pool));
      seen.only().ifPresent(own -> list.putArray("namespaces").add(own));
      return new Reply(
          200, list.toString(), "Status of pools, " + ClusterName.of(kubernetes), seen.missing());
    } catch (KubernetesClientException e) {
      var sentence = "The command can't read the pools: " + ApiServer.trouble(kubernetes, e);
      return new Reply(UNAVAILABLE, sentence, "No pools", List.of(sentence));
    }
  }

  /**
   * Pools, and sentences that say which are not among them.
   *
   * @param only the one namespace that could be looked at, of several that were asked for
   */
  private record Seen(List<TaskWorkerPool> pools, Optional<String> only, List<String> missing) {
    static Seen all(List<TaskWorkerPool> pools) {
      return new Seen(pools, Optional.empty(), List.of());
    }
  }

  private Seen pools() {
    var resources = kubernetes.resources(TaskWorkerPool.class);
    if (namespace.isPresent()) {
      return Seen.all(resources.inNamespace(namespace.get()).list().getItems());
    }
    try {
      return Seen.all(resources.inAnyNamespace().list().getItems());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      var own = Optional.ofNullable(kubernetes.getConfiguration().getNamespace()).orElse("default");
      return new Seen(
          resources.inNamespace(own).list().getItems(),
          Optional.of(own),
          List.of(
              "You may not list the pools of all namespaces, so only those of "
                  + own
                  + " are shown; choose with --namespace."));
    }
  }

  private static void add(ArrayNode rows, TaskWorkerPool pool) {
    var status = Optional.ofNullable(pool.getStatus());
    var problem =
        status
            .flatMap(ConditionType.READY::in)
            .filter(ready -> "False".equals(ready.getStatus()))
            .map(Condition::getMessage);
    var row =
        rows.addObject()
            .put("pool", pool.getMetadata().getNamespace() + "/" + pool.getMetadata().getName())
            .put("state", problem.isPresent() ? "not ready" : "as its status says")
            .put("level", problem.isPresent() ? ILL : WELL)
            .put("message", problem.or(() -> status.flatMap(StatusSource::said)).orElse(""));
    row.putArray("arrivals");
    row.putArray("done");
    status.ifPresent(known -> row.set("status", counts(row, known)));
  }

  private static Optional<String> said(TaskWorkerPoolStatus status) {
    return Optional.ofNullable(status.lastDecision())
        .map(TaskWorkerPoolStatus.LastDecision::message);
  }

  private static ObjectNode counts(ObjectNode row, TaskWorkerPoolStatus status) {
    var counts = row.objectNode();
    Optional.ofNullable(status.readyReplicas()).ifPresent(pods -> counts.put("ready", pods));
    Optional.ofNullable(status.desiredReplicas()).ifPresent(pods -> counts.put("desired", pods));
    Optional.ofNullable(status.estimate())
        .map(TaskWorkerPoolStatus.Estimate::waiting)
        .ifPresent(tasks -> counts.put("waiting", tasks));
    return counts;
  }
}
