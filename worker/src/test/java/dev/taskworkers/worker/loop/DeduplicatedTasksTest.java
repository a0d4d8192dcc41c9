// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A duplicate")
class DeduplicatedTasksTest {
  private final World world =
      new World(2, rules -> rules.duplicates = new DuplicateRule("order", Duration.ofMinutes(10)));

  @Test
  void of_a_task_that_succeeded_is_acknowledged_and_does_not_run() {
    publish("a", "7", "");
    world.tasks.end("a", Outcome.ack());
    world.seconds(60);
    publish("b", "7", "");
    assertThat(world.tasks.running()).isEmpty();
    assertThat(world.subscription.acknowledged()).containsExactlyInAnyOrder("a", "b");
    assertThat(world.counters().of(TaskEvent.SUPPRESSED)).isEqualTo(1);
    assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(1);
  }

  @Test
  void that_comes_after_the_window_runs() {
    publish("a", "7", "");
    world.tasks.end("a", Outcome.ack());
    world.seconds(601);
    publish("b", "7", "");
    assertThat(world.tasks.running()).containsExactly("b");
  }

  @Test
  void of_a_task_that_failed_runs() {
    publish("a", "7", "");
    world.tasks.end("a", Outcome.deadLetter("Bad."));
    world.seconds(1);
    publish("b", "7", "");
    assertThat(world.tasks.running()).containsExactly("b");
  }

  @Test
  void of_a_task_that_runs_is_held_back_and_acknowledged_only_when_that_has_succeeded() {
    publish("a", "7", "");
    publish("b", "7", "");
    assertThat(world.tasks.running()).containsExactly("a");
    world.seconds(20);
    assertThat(world.subscription.acknowledged()).isEmpty();
    assertThat(world.counters().of(TaskEvent.FAILED)).isZero();
    world.tasks.end("a", Outcome.ack());
    world.seconds(20);
    assertThat(world.subscription.acknowledged()).containsExactlyInAnyOrder("a", "b");
    assertThat(world.counters().of(TaskEvent.SUPPRESSED)).isEqualTo(1);
  }

  @Test
  void of_a_task_that_runs_gets_its_turn_when_that_fails() {
    publish("a", "7", "");
    publish("b", "7", "");
    world.tasks.end("a", Outcome.deadLetter("Bad."));
    world.seconds(20);
    assertThat(world.tasks.running()).containsExactly("b");
    assertThat(world.tasks.attempt("b")).isEqualTo(1);
  }

  @Test
  void is_a_redelivery_whose_first_run_succeeded_without_its_lease() {
    world.tasks.obeyCancellation(false);
    publish("a", "7", "");
    world.subscription.expireLeases();
    world.seconds(9);
    world.tasks.end("a", Outcome.ack());
    world.seconds(60);
    assertThat(world.subscription.acknowledged()).containsExactly("a");
    assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(1);
  }

  @Test
  void of_a_task_that_was_given_up_is_held_back_until_that_run_ends_and_is_done_by_its_success() {
    world.tasks.obeyCancellation(false);
    publish("a", "7", "");
    world.seconds(615);
    assertThat(world.loop.report().status().abandoned()).isEqualTo(1);
    world.seconds(600);
    assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(1);
    world.tasks.end("a", Outcome.ack());
    world.seconds(600);
    assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(1);
    assertThat(world.subscription.acknowledged()).containsExactly("a");
    assertThat(world.counters().of(TaskEvent.SUPPRESSED)).isEqualTo(1);
  }

  @Test
  void of_a_task_that_was_given_up_runs_when_that_run_ends_with_a_failure() {
    world.tasks.obeyCancellation(false);
    publish("a", "7", "");
    world.seconds(615);
    world.tasks.end("a", Outcome.retry(Failure.of("x", "It broke.")));
    world.seconds(60);
    assertThat(world.tasks.running()).containsExactly("a");
  }

  @Test
  void of_a_task_that_runs_long_goes_back_ever_more_rarely() {
    publish("a", "7", "");
    publish("b", "7", "");
    world.seconds(590);
    assertThat(world.tasks.running()).containsExactly("a");
    assertThat(world.subscription.deliveries("b")).isBetween(4, 8);
  }

  @Test
  void lets_the_next_task_of_its_key_go_on() {
    publish("a", "7", "key");
    publish("b", "7", "key");
    world.subscription.publish("c", "key");
    world.seconds(0.01);
    world.tasks.end("a", Outcome.ack());
    world.seconds(1);
    assertThat(world.tasks.running()).containsExactly("c");
    assertThat(world.subscription.acknowledged()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void that_has_an_ordering_key_runs_beside_the_other_rather_than_go_back_again_and_again() {
    publish("a", "7", "");
    publish("b", "7", "key");
    assertThat(world.tasks.running()).containsExactly("a", "b");
    assertThat(world.subscription.deliveries("b")).isEqualTo(1);
  }

  @Test
  void is_none_without_the_attribute() {
    publish("a", "", "");
    publish("b", "", "");
    assertThat(world.tasks.running()).containsExactly("a", "b");
  }

  @Test
  void of_a_failure_between_is_still_one() {
    publish("a", "7", "");
    world.tasks.end("a", Outcome.retry(Failure.of("x", "It broke.")));
    world.seconds(30);
    world.tasks.end("a", Outcome.ack());
    world.seconds(1);
    publish("b", "7", "");
    assertThat(world.counters().of(TaskEvent.SUPPRESSED)).isEqualTo(1);
  }

  private void publish(String id, String order, String key) {
    world.subscription.publish(id, key, Map.of("order", order));
    world.seconds(0.01);
  }
}
