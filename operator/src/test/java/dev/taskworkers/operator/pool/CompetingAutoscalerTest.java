// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who else sets the replicas of a pool's Deployment. */
final class CompetingAutoscalerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final ManagedFieldsEntry OURS = entry("taskworkers", "");
  private static final ManagedFieldsEntry STATUS = entry("kube-controller-manager", "status");
  private static final ManagedFieldsEntry AUTOSCALER = entry("kube-controller-manager", "scale");

  private CompetingAutoscaler competingAutoscaler = new CompetingAutoscaler(Optional.empty(), NOW);

  private static ManagedFieldsEntry entry(String manager, String subresource) {
    return new ManagedFieldsEntryBuilder()
        .withManager(manager)
        .withSubresource(subresource.isEmpty() ? null : subresource)
        .build();
  }

  private Optional<String> at(int second, ManagedFieldsEntry... entries) {
    Deployment deployment =
        new DeploymentBuilder().withNewMetadata().withManagedFields(entries).endMetadata().build();
    return competingAutoscaler.at(Optional.of(deployment), NOW.plusSeconds(second));
  }

  @Test
  void nobody_does_where_only_the_operator_and_the_deployments_controller_write() {
    assertThat(at(0, OURS, STATUS)).isEmpty();
    assertThat(competingAutoscaler.at(Optional.empty(), NOW)).isEmpty();
  }

  @Test
  void an_autoscaler_is_remembered_for_ten_minutes_after_the_operator_has_set_them_back() {
    assertThat(at(0, OURS, STATUS, AUTOSCALER)).contains("kube-controller-manager");
    assertThat(at(599, OURS, STATUS)).contains("kube-controller-manager");
    assertThat(at(600, OURS, STATUS)).isEmpty();
  }

  @Test
  void one_who_has_set_what_the_operator_wants_too_is_forgotten_after_ten_minutes() {
    assertThat(at(0, OURS, AUTOSCALER)).contains("kube-controller-manager");
    assertThat(at(300, OURS, AUTOSCALER)).contains("kube-controller-manager");
    assertThat(at(600, OURS, AUTOSCALER)).isEmpty();
  }

  @Test
  void one_who_sets_them_again_is_remembered_anew() {
    assertThat(at(0, OURS, AUTOSCALER)).isNotEmpty();
    assertThat(at(590, OURS, again("2026-01-01T12:09:50Z"))).isNotEmpty();
    assertThat(at(1189, OURS, again("2026-01-01T12:09:50Z"))).isNotEmpty();
  }

  private void restored(String message, String since) {
    var told =
        new ConditionBuilder()
            .withType("ReplicasContested")
            .withStatus("True")
            .withMessage(message)
            .withLastTransitionTime(since)
            .build();
    competingAutoscaler =
        new CompetingAutoscaler(
            Optional.of(new TaskWorkerPoolStatus(1L, 0, 0, 0, "", null, null, null, List.of(told))),
            NOW);
  }

  @Test
  void one_of_whom_another_process_has_told_is_remembered_for_the_rest_of_ten_minutes() {
    restored(
        "kubectl-scale sets the replicas of the pool's Deployment, too.", "2026-01-01T11:55:00Z");
    assertThat(at(299, OURS)).contains("kubectl-scale");
    assertThat(at(300, OURS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Somebody has., 2026-01-01T11:55:00Z",
    "' sets the replicas of the pool''s Deployment, too', 2026-01-01T11:55:00Z",
    "'x sets the replicas of the pool''s Deployment, too', yesterday",
    ",2026-01-01T11:55:00Z"
  })
  void what_cant_be_read_of_a_status_tells_of_nobody(String message, String since) {
    restored(message, since);
    assertThat(at(0, OURS)).isEmpty();
  }

  @Test
  void one_of_whom_it_has_told_for_longer_is_remembered_for_ten_minutes_from_now() {
    restored("x sets the replicas of the pool's Deployment, too", "2026-01-01T11:00:00Z");
    assertThat(at(599, OURS)).contains("x");
    assertThat(at(600, OURS)).isEmpty();
  }

  @Test
  void a_time_that_is_yet_to_come_is_taken_for_now() {
    restored("x sets the replicas of the pool's Deployment, too", "3026-01-01T00:00:00Z");
    assertThat(at(599, OURS)).contains("x");
    assertThat(at(600, OURS)).isEmpty();
  }

  private static ManagedFieldsEntry again(String time) {
    return new ManagedFieldsEntryBuilder(AUTOSCALER).withTime(time).build();
  }

  @Test
  void somebody_who_edits_the_deployment_in_another_way_does_not_scale_it() {
    assertThat(at(0, OURS, entry("kubectl-edit", ""))).isEmpty();
  }
}
