// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskworkers.protocol.EnvVars;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Against the local cloud a worker, by either way to pull,")
@Timeout(180)
class PullingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Pulling lab = new Pulling();

  @AfterEach
  void stop() {
    lab.close();
  }

  private static Map<String, String> slots(String pull, int slots) {
    return Map.of(EnvVars.PULL, pull, EnvVars.CONCURRENCY, String.valueOf(slots));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"unary", "streaming"})
  void does_all_tasks_and_leaves_with_nothing_in_its_hands(String pull) throws Exception {
    lab.publish(500, "1");
    try (var worker = lab.start("a", slots(pull, 8))) {
      await().atMost(PATIENCE).until(() -> lab.view().undelivered() == 0);
      worker.drain("the test is over");
      worker.await();
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"unary", "streaming"})
  void holds_no_more_than_its_slots_so_that_a_later_one_gets_its_share_at_once(String pull)
      throws Exception {
    lab.publish(1_000, "300");
    try (var first = lab.start("first", slots(pull, 4))) {
      await().atMost(PATIENCE).until(() -> lab.view().heldBy("first") == 4);
      try (var second = lab.start("second", slots(pull, 4))) {
        await()
            .atMost(PATIENCE)
            .until(() -> lab.view().heldBy("second") == 4 && lab.view().heldBy("first") <= 4);
        first.drain("the test is over");
        second.drain("the test is over");
        first.await();
        second.await();
      }
    }
    assertThat(lab.view().leased()).isZero();
    assertThat(lab.view().undelivered()).isPositive();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"unary", "streaming"})
  void leaves_at_once_when_it_is_idle_and_strands_nothing(String pull) throws Exception {
    try (var worker = lab.start("a", slots(pull, 8))) {
      lab.publish(1, "1");
      await().atMost(PATIENCE).until(() -> lab.view().undelivered() == 0);
      worker.drain("the test is over");
      worker.await();
      lab.publish(3, "1");
    }
    assertThat(lab.view().leased()).isZero();
    assertThat(lab.view().undelivered()).isEqualTo(3);
  }
}
