// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.MarkPlan.Change;
import dev.taskworkers.protocol.VerificationKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Keys are written to")
class KeyPlanTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final KeyPlan plan = new KeyPlan();

  private static PodBuilder pod(int number) {
    return PodBuilder.ready("p-" + number, NOW);
  }

  private static PodBuilder knowing(int number, String keys) {
    return pod(number).bearing(Map.of(VerificationKeys.ANNOTATION, keys));
  }

  private List<String> written(Instant now, List<PodBuilder> pods) {
    var all = new PoolPods(pods.stream().map(PodBuilder::build).toList());
    var inventory = PodInventory.of(pods.size(), false, all, new Cordons(), Map.of(), now);
    var changes = plan.at(inventory, "new", now);
    assertThat(changes)
        .extracting(Change::annotations)
        .allMatch(Map.of(VerificationKeys.ANNOTATION, Optional.of("new"))::equals);
    changes.forEach(change -> plan.tried(change, now));
    return changes.stream().map(change -> change.pod().name()).toList();
  }

  @Test
  void pods_that_have_none_or_others_and_not_to_those_that_have_them() {
    assertThat(written(NOW, List.of(pod(1), knowing(2, "old"), knowing(3, "new"))))
        .containsExactly("p-1", "p-2");
  }

  @Test
  void a_pod_once_until_the_watch_can_show_it() {
    var pods = List.of(pod(1));
    assertThat(written(NOW, pods)).hasSize(1);
    assertThat(written(NOW.plusSeconds(14), pods)).isEmpty();
    assertThat(written(NOW.plusSeconds(15), pods)).hasSize(1);
  }

  @Test
  void a_large_pool_in_turns() {
    var pods = IntStream.range(0, 120).mapToObj(KeyPlanTest::pod).toList();

    assertThat(written(NOW, pods)).hasSize(50);
    assertThat(written(NOW, pods)).hasSize(50).doesNotContain("p-0");
    assertThat(written(NOW, pods)).hasSize(20);
  }
}
