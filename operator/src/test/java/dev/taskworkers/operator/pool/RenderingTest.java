// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.Rendering.Relation;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a Deployment is as its pool is rendered now, and if not, who changed something. */
final class RenderingTest {
  private static final DeploymentTemplate TEMPLATE = new DeploymentTemplate(Manifests.CONFIG);

  /** As the next version of the operator renders it: another worker beside a server. */
  private static final DeploymentTemplate UPGRADED =
      new DeploymentTemplate(
          OperatorConfig.from(Map.of(EnvVars.WORKER_IMAGE, "taskworkers/worker:2")));

  private static Pool pool(int generation, String more) {
    return Manifests.valid(
        Manifests.read(
            """
            metadata: {name: thumbs, namespace: media, uid: u1, generation: %d}
            spec:
              subscription: projects/acme/subscriptions/thumbs
              handler: {http: {}}
              template: {spec: {containers: [{name: server, image: "acme/thumbs:1"}]}}
              %s
            """
                .formatted(generation, more)));
  }

  private static Deployment deployment(Map<String, String> annotations) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }

  private static Deployment rendered(Pool pool) {
    return deployment(Rendering.of(pool, TEMPLATE).annotations());
  }

  @DisplayName("what its author changed is told from what only changes how the pool is scaled")
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "                                         | SAME",
        "scaling: {maxReplicas: 99}               | SAME",
        "replicas: 3                              | SAME",
        "mode: Advise                             | SAME",
        "taskTimeout: 11m                         | CHANGED",
        "concurrency: 9                           | CHANGED",
        "worker: {logLevel: Debug}                | CHANGED",
        "worker: {resources: {limits: {cpu: 1}}}  | CHANGED",
        "deadLetter: {topic: dead}                | CHANGED"
      })
  void relation(String more, Relation relation) {
    var after = Rendering.of(pool(2, more == null ? "" : more), TEMPLATE);

    assertThat(after.to(rendered(pool(1, "")))).isEqualTo(relation);
  }

  @Test
  void an_upgrade_of_the_operator_is_no_change_of_the_author_even_if_the_pool_is_scaled_with_it() {
    var before = rendered(pool(1, ""));

    assertThat(Rendering.of(pool(1, ""), UPGRADED).to(before)).isEqualTo(Relation.OTHER_VERSION);
    assertThat(Rendering.of(pool(2, "scaling: {maxReplicas: 99}"), UPGRADED).to(before))
        .isEqualTo(Relation.OTHER_VERSION);
    assertThat(Rendering.of(pool(2, "taskTimeout: 11m"), UPGRADED).to(before))
        .isEqualTo(Relation.CHANGED);
  }

  @Test
  void what_a_later_version_reads_into_the_same_words_is_no_change_of_the_author() {
    assertThat(Rendering.of(pool(1, "taskTimeout: 11m"), UPGRADED).to(rendered(pool(1, ""))))
        .isEqualTo(Relation.OTHER_VERSION);
  }

  @Test
  void a_deployment_of_the_first_version_which_noted_only_what_it_rendered_is_of_another_version() {
    var first = deployment(Map.of(Labels.RENDERED, "some digest"));

    assertThat(Rendering.of(pool(7, ""), TEMPLATE).to(first)).isEqualTo(Relation.OTHER_VERSION);
    assertThat(Rendering.of(pool(7, ""), TEMPLATE).to(deployment(null)))
        .isEqualTo(Relation.OTHER_VERSION);
  }

  /** As an operator noted it that went before: what it noted must stay comparable. */
  @Test
  void a_pool_that_was_only_scaled_since_an_earlier_version_noted_it_is_no_change_of_the_author() {
    var noted =
        deployment(
            Map.of(
                Labels.RENDERED, "of another version",
                Labels.SPEC, "f5483976-e21b-3efc-9ba5-a5865983f746",
                Labels.GENERATION, "1"));

    assertThat(Rendering.of(pool(2, "scaling: {maxReplicas: 99}"), TEMPLATE).to(noted))
        .isEqualTo(Relation.OTHER_VERSION);
  }

  @Test
  void the_size_of_a_pool_matters_to_pods_that_share_a_rate() {
    var before = rendered(pool(1, "rateLimit: {perPool: 10/s}"));
    var after = pool(2, "rateLimit: {perPool: 10/s}\n  scaling: {maxReplicas: 99}");

    assertThat(Rendering.of(after, TEMPLATE).to(before)).isEqualTo(Relation.CHANGED);
  }
}
