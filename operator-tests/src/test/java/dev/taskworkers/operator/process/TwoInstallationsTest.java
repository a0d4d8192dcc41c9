// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskworkers.operator.pool.pods.Labels;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two installations of the operator that are told to watch one namespace. */
final class TwoInstallationsTest extends OperatorOnFastClock {
  @Test
  void the_second_leaves_the_pools_of_the_first_alone_and_says_so() {
    operator(Map.of("POD_NAMESPACE", "platform"));
    storePool("p", ", replicas: 1");
    soon().until(() -> replicas("p") == 1 && says("p", "Ready", "True", ""));
    var before = template("p");

    // It renders pods differently.
    operator(
        Map.of("POD_NAMESPACE", "team", "PUBSUB_EMULATOR_HOST", "localhost:" + cloud.pubsubPort()));

    soon().until(() -> events().contains("OtherInstallation"));
    await().pollDelay(Duration.ofSeconds(1)).until(() -> says("p", "Ready", "True", ""));
    assertThat(template("p")).isEqualTo(before);
    assertThat(mark("p")).isEqualTo("platform");
  }

  @Test
  void the_second_takes_a_pool_over_when_the_first_is_gone_and_its_mark_is_removed() {
    var first = operator(Map.of("POD_NAMESPACE", "platform"));
    storePool("p", ", replicas: 1");
    soon().until(() -> replicas("p") == 1);
    close(first);

    operator(Map.of("POD_NAMESPACE", "team"));
    soon().until(() -> says("p", "Ready", "False", "taskworkers.dev/installation-"));
    cluster
        .client()
        .apps()
        .deployments()
        .inNamespace("n")
        .withName("p")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"annotations\": {\"" + Labels.INSTALLATION + "\": null}}}");

    soon().until(() -> says("p", "Ready", "True", ""));
    soon().until(() -> "team".equals(mark("p")));
  }

  private String template(String name) {
    return deployment(name).orElseThrow().getSpec().getTemplate().toString();
  }

  private String mark(String name) {
    return deployment(name).orElseThrow().getMetadata().getAnnotations().get(Labels.INSTALLATION);
  }

  private String events() {
    return cluster.client().v1().events().inNamespace("n").list().getItems().stream()
        .map(Event::getReason)
        .toList()
        .toString();
  }
}
