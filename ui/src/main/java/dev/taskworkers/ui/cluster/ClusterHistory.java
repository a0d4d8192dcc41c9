// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.ui.PoolHistory;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who did what to a pool: its events, and who has set which of its fields last, as Kubernetes keeps
 * both.
 */
public final class ClusterHistory implements PoolHistory {
  private static final int MOST_FIELDS = 6;
  private static final String FIELD = "f:";

  /** Of whom nobody asks what they did: they only tell how the pool is. */
  private static final String STATUS = "status";

  private final KubernetesClient kubernetes;

  public ClusterHistory(KubernetesClient kubernetes) {
    this.kubernetes = kubernetes;
  }

  @Override
  public List<Deed> of(String pool) {
    var names = pool.split("/", 2);
    var namespace = names[0];
    var name = names[names.length - 1];
    try {
      var found =
          kubernetes.resources(TaskWorkerPool.class).inNamespace(namespace).withName(name).get();
      if (found == null) {
        throw new IllegalStateException("There is no pool " + pool + ".");
      }
      var events =
          kubernetes
              .v1()
              .events()
              .inNamespace(namespace)
              .withField("involvedObject.kind", HasMetadata.getKind(TaskWorkerPool.class))
              .withField("involvedObject.name", name)
              // Another one of that name may have been there before.
              .withField("involvedObject.uid", found.getMetadata().getUid())
              .list()
              .getItems();
      return Stream.concat(
              events.stream().flatMap(event -> deed(event).stream()),
              found.getMetadata().getManagedFields().stream()
                  .flatMap(entry -> deed(entry).stream()))
          .sorted(Comparator.comparing(Deed::at).reversed())
          .limit(MOST)
          .toList();
    } catch (KubernetesClientException e) {
      throw new IllegalStateException(
          e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
              ? "To see who did what, you need the rights to get the pool and to list events in "
                  + namespace
                  + "."
              : "The API server does not say who did what: " + ApiServer.trouble(kubernetes, e),
          e);
    }
  }

  private static Optional<Deed> deed(Event event) {
    var time =
        Optional.ofNullable(event.getLastTimestamp())
            .or(() -> Optional.ofNullable(event.getEventTime()).map(micro -> micro.getTime()));
    var who =
        Optional.ofNullable(event.getReportingComponent())
            .filter(component -> !component.isEmpty())
            .or(() -> Optional.ofNullable(event.getSource()).map(source -> source.getComponent()));
    var often =
        event.getCount() == null || event.getCount() < 2 ? "" : " (" + event.getCount() + " times)";
    return time.map(
        at ->
            new Deed(
                Instant.parse(at),
                who.orElse("unknown"),
                event.getReason() + ": " + event.getMessage() + often));
  }

  private static Optional<Deed> deed(ManagedFieldsEntry entry) {
    if (STATUS.equals(entry.getSubresource()) || entry.getTime() == null) {
      return Optional.empty();
    }
    var paths = new ArrayList<String>();
    if (entry.getFieldsV1() != null) {
      collect("", entry.getFieldsV1().getAdditionalProperties(), paths);
    }
    var shown = String.join(", ", paths.subList(0, Math.min(MOST_FIELDS, paths.size())));
    var more = paths.size() - MOST_FIELDS;
    return Optional.of(
        new Deed(
            Instant.parse(entry.getTime()),
            entry.getManager(),
            "Last set its fields: " + shown + (more > 0 ? ", and " + more + " more" : "") + "."));
  }

  /**
   * Of what Kubernetes writes as {@code f:spec: {f:replicas: {}}}, the path {@code spec.replicas}.
   */
  private static void collect(String above, Map<?, ?> fields, List<String> paths) {
    fields.forEach(
        (key, below) -> {
          if (key instanceof String name && name.startsWith(FIELD)) {
            var path = above + (above.isEmpty() ? "" : ".") + name.substring(FIELD.length());
            if (below instanceof Map<?, ?> deeper
                && deeper.keySet().stream().anyMatch(each -> each.toString().startsWith(FIELD))) {
              collect(path, deeper, paths);
            } else {
              paths.add(path);
            }
          }
        });
  }
}
