// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pool.timeline.PoolHistory;
import dev.taskworkers.operator.pubsub.PubSubNames;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a pool is looked at again. */
final class PoolReporterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final TaskWorkerPoolStatus STATUS =
      new TaskWorkerPoolStatus(1L, 0, 0, 0, "", null, null, null, List.of());

  private final PoolReporter reporter =
      new PoolReporter(null, new DecisionRecords(), new PoolHistory<>(1), TICK);
  private final PoolState state =
      new PoolStates(
              new PoolValidation(new PubSubNames(Optional.empty())),
              new OpenWatches().subscriptions(),
              pool -> true,
              rung -> {},
              gone -> {})
          .of(Manifests.with("", ""));

  @Test
  void a_new_one_soon_after_its_first_status_and_then_at_each_tick() {
    assertThat(again(null, NOW)).isLessThan(TICK);
    assertThat(again(STATUS, NOW)).isEqualTo(TICK);
  }

  @Test
  void one_whose_first_status_is_not_taken_no_more_often_than_another() {
    again(null, NOW);
    reporter.notTaken(state, new KubernetesClientException("no", 403, null), NOW);

    assertThat(again(null, NOW.plusMillis(1))).isEqualTo(TICK);
  }

  @Test
  void one_that_is_deleted_during_a_look_leaves_no_status_on_another_one_of_its_name() {
    state.end();

    var resource = Manifests.with("", "");
    assertThat(reporter.update(resource, state, STATUS, 1, NOW).isNoUpdate()).isTrue();
    assertThat(reporter.failed(resource, state, STATUS, NOW).getResource()).isEmpty();
  }

  @Test
  void a_status_that_is_not_taken_is_not_shown_as_written() {
    again(null, NOW);
    assertThat(state.view().writes().status()).contains(NOW);
    var later = NOW.plusSeconds(600);
    again(null, later);

    reporter.notTaken(state, new KubernetesClientException("no", 403, null), later);

    assertThat(state.view().writes().status()).contains(NOW);
  }

  /** What a look says of the next one. */
  private Duration again(TaskWorkerPoolStatus before, Instant now) {
    var resource = Manifests.with("", "");
    resource.setStatus(before);
    return Duration.ofMillis(
        reporter.update(resource, state, STATUS, 1, now).getScheduleDelay().orElseThrow());
  }
}
