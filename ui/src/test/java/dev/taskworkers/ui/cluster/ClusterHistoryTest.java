// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.taskworkers.ui.PoolHistory.Deed;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import org.junit.jupiter.api.Test;

/** Who did what to a pool of a cluster. */
@EnableKubernetesMockClient(https = false)
final class ClusterHistoryTest {
  private static final String POOL =
      "/apis/taskworkers.dev/v1beta1/namespaces/media/taskworkerpools/thumbs";
  private static final String EVENTS =
      "/api/v1/namespaces/media/events?fieldSelector="
          + "involvedObject.kind%3DTaskWorkerPool%2CinvolvedObject.name%3Dthumbs"
          + "%2CinvolvedObject.uid%3Du1";

  KubernetesClient kubernetes;
  KubernetesMockServer server;

  private void answer(String path, int status, Object body) {
    server.expect().get().withPath(path).andReturn(status, body).always();
  }

  private void pool() {
    answer(
        POOL,
        200,
        """
        {"apiVersion":"taskworkers.dev/v1beta1","kind":"TaskWorkerPool",
         "metadata":{"namespace":"media","name":"thumbs","uid":"u1","managedFields":[
           {"manager":"kubectl-scale","operation":"Update","subresource":"scale",
            "time":"2026-01-01T12:00:00Z","fieldsType":"FieldsV1",
            "fieldsV1":{"f:spec":{"f:replicas":{}}}},
           {"manager":"argocd","operation":"Apply","time":"2026-01-01T10:00:00Z",
            "fieldsType":"FieldsV1",
            "fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},
              "f:spec":{"f:subscription":{},"f:scaling":{"f:maxReplicas":{},"f:maxWait":{}},
                "f:template":{"f:a":{},"f:b":{},"f:c":{}}}}},
           {"manager":"taskworkers","operation":"Apply","subresource":"status",
            "time":"2026-01-01T12:00:05Z","fieldsType":"FieldsV1",
            "fieldsV1":{"f:status":{"f:replicas":{}}}}]},
         "spec":{"subscription":"s"}}
        """);
  }

  @Test
  void events_and_managers_of_fields_are_told_together_the_latest_first() {
    pool();
    answer(
        EVENTS,
        200,
        """
        {"apiVersion":"v1","kind":"EventList","items":[
          {"reason":"Scaled","message":"Up from 1 to 2.","count":3,
           "source":{"component":"taskworkers-operator"},"lastTimestamp":"2026-01-01T11:00:00Z"},
          {"reason":"Ready","message":"It is.","reportingComponent":"other",
           "eventTime":"2026-01-01T13:00:00.123456Z"},
          {"reason":"Timeless","message":"Nobody knows when."}]}
        """);

    var deeds = new ClusterHistory(kubernetes).of("media/thumbs");

    assertThat(deeds)
        .extracting(Deed::who, Deed::what)
        .containsExactly(
            tuple("other", "Ready: It is."),
            tuple("kubectl-scale", "Last set its fields: spec.replicas."),
            tuple("taskworkers-operator", "Scaled: Up from 1 to 2. (3 times)"),
            tuple(
                "argocd",
                "Last set its fields: metadata.labels.app, spec.subscription,"
                    + " spec.scaling.maxReplicas, spec.scaling.maxWait, spec.template.a,"
                    + " spec.template.b, and 1 more."));
  }

  @Test
  void who_may_not_list_events_is_told_which_rights_it_takes() {
    pool();
    answer(EVENTS, 403, new StatusBuilder().withCode(403).withMessage("forbidden").build());

    assertThatThrownBy(() -> new ClusterHistory(kubernetes).of("media/thumbs"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "To see who did what, you need the rights to get the pool and to list events in"
                + " media.");
  }

  @Test
  void a_pool_that_is_gone_is_said_to_be() {
    answer(POOL, 404, new StatusBuilder().withCode(404).withMessage("not found").build());

    assertThatThrownBy(() -> new ClusterHistory(kubernetes).of("media/thumbs"))
        .hasMessage("There is no pool media/thumbs.");
  }
}
