// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Pools have their turn one after another. */
final class RolloutsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Deployment DONE = deployment(4, 4, 4, 4, 2);

  private final Rollouts rollouts = new Rollouts(1);

  private static Deployment deployment(
      int wanted, int all, int updated, int available, long observed) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withGeneration(2L)
        .endMetadata()
        .withNewSpec()
        .withReplicas(wanted)
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(observed)
        .withReplicas(all)
        .withUpdatedReplicas(updated)
        .withAvailableReplicas(available)
        .endStatus()
        .build();
  }

  private boolean isFreeAfter(Deployment seen, int seconds) {
    var later = NOW.plusSeconds(seconds);
    rollouts.begin("a", "media", NOW);
    rollouts.look("a", seen, later);
    return rollouts.begin("b", "media", later);
  }

  @Test
  void a_pool_waits_for_its_turn_and_whoever_has_it_keeps_it() {
    assertThat(rollouts.begin("a", "media", NOW)).isTrue();
    assertThat(rollouts.begin("b", "media", NOW)).isFalse();
    assertThat(rollouts.begin("a", "media", NOW.plusSeconds(5))).isTrue();
  }

  @Test
  void the_next_one_has_its_turn_when_all_new_pods_are_available() {
    assertThat(isFreeAfter(DONE, 15)).isTrue();
  }

  @Test
  void what_the_watch_still_shows_from_before_does_not_count() {
    assertThat(isFreeAfter(DONE, 14)).isFalse();
    assertThat(isFreeAfter(deployment(4, 4, 4, 4, 1), 15)).isFalse();
  }

  @Test
  void old_pods_that_stay_and_new_ones_that_are_not_available_are_waited_for() {
    assertThat(isFreeAfter(deployment(4, 5, 4, 4, 2), 60)).isFalse();
    assertThat(isFreeAfter(deployment(4, 4, 4, 3, 2), 60)).isFalse();
    assertThat(isFreeAfter(deployment(4, 4, 3, 4, 2), 60)).isFalse();
  }

  @Test
  void one_that_does_not_come_to_an_end_holds_the_others_up_for_an_hour() {
    var stuck = deployment(4, 5, 1, 4, 2);

    assertThat(isFreeAfter(stuck, 3599)).isFalse();
    assertThat(isFreeAfter(stuck, 3600)).isTrue();
  }

  @Test
  void a_namespace_whose_pool_came_to_no_end_lets_those_of_others_go_first() {
    var hour = Duration.ofHours(1);
    assertThat(rollouts.begin("stuck", "slow", NOW)).isTrue();
    assertThat(rollouts.begin("a", "media", NOW.plus(hour).minusSeconds(5))).isFalse();

    assertThat(rollouts.begin("stuck-too", "slow", NOW.plus(hour))).isFalse();
    assertThat(rollouts.begin("a", "media", NOW.plus(hour))).isTrue();
    rollouts.look("a", DONE, NOW.plus(hour).plusSeconds(20));
    assertThat(rollouts.begin("b", "media", NOW.plus(hour).plusSeconds(20))).isTrue();
    rollouts.look("b", DONE, NOW.plus(hour).plusSeconds(40));
    assertThat(rollouts.begin("stuck-too", "slow", NOW.plus(hour).plusSeconds(40))).isFalse();

    // Nobody else has asked for long.
    assertThat(rollouts.begin("stuck-too", "slow", NOW.plus(hour).plusSeconds(400))).isTrue();
  }

  @Test
  void a_namespace_is_as_the_others_when_a_pool_of_it_has_come_to_an_end() {
    var hour = Duration.ofHours(1);
    rollouts.begin("stuck", "slow", NOW);
    rollouts.begin("mended", "slow", NOW.plus(hour));
    rollouts.look("mended", DONE, NOW.plus(hour).plusSeconds(20));
    rollouts.begin("a", "media", NOW.plus(hour).plusSeconds(20));
    rollouts.look("a", DONE, NOW.plus(hour).plusSeconds(40));

    assertThat(rollouts.begin("next", "slow", NOW.plus(hour).plusSeconds(40))).isTrue();
  }

  @Test
  void a_pool_that_is_deleted_gives_its_turn_up() {
    rollouts.begin("a", "media", NOW);
    rollouts.forget("a");

    assertThat(rollouts.begin("b", "media", NOW)).isTrue();
  }

  @Test
  void none_has_its_turn_where_the_chart_says_none() {
    assertThat(new Rollouts(0).begin("a", "media", NOW)).isFalse();
  }
}
