// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.failure.InFlightTable;
import dev.taskworkers.worker.fixtures.World;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A task that was running in crashes of its container")
class QuarantineTest {
  @TempDir private Path folder;

  @Test
  void runs_beside_others_after_one() {
    crash("a", "b");
    var world = world(PullMode.UNARY);
    world.publish("a", "b", "c");
    world.seconds(0.1);
    assertThat(world.tasks.running()).containsExactlyInAnyOrder("a", "b", "c");
  }

  @DisplayName("runs alone after two")
  @ParameterizedTest
  @EnumSource(PullMode.class)
  void runs_alone_after_two(PullMode pull) {
    crash("a", "b");
    crash("a", "b");
    var world = world(pull);
    world.publish("a", "b", "c", "d");
    for (int ended = 0; ended < 2; ended++) {
      world.seconds(0.5);
      assertThat(world.tasks.running()).hasSize(1);
      world.tasks.endAny(0, Outcome.ack());
    }
    for (int second = 0; second < 30; second++) {
      world.seconds(1);
      world.tasks.endAny(0, Outcome.ack());
    }
    assertThat(world.subscription.acknowledged()).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(world.deadLetters).isEmpty();
    world.publish("e", "f", "g");
    world.seconds(1);
    assertThat(world.tasks.running()).containsExactlyInAnyOrder("e", "f", "g");
  }

  @Test
  void finds_the_worker_idle_when_it_comes_late() {
    crash("a", "b");
    crash("a", "b");
    var world = world(PullMode.UNARY);
    world.seconds(61);
    world.publish("c", "d");
    world.publish("a");
    world.seconds(0.1);
    assertThat(world.tasks.running()).containsExactlyInAnyOrder("c", "d");
    world.publish("e");
    world.seconds(1);
    assertThat(world.tasks.running()).containsExactlyInAnyOrder("c", "d");
    world.tasks.end("c", Outcome.ack());
    world.tasks.end("d", Outcome.ack());
    world.seconds(1);
    world.tasks.end("e", Outcome.ack());
    world.seconds(20);
    assertThat(world.tasks.running()).containsExactly("a");
    assertThat(world.tasks.attempt("a")).isEqualTo(1);
  }

  @Test
  void becomes_a_dead_letter_when_it_was_alone_in_the_second_or_a_later_one() {
    crash("a", "b");
    crash("a", "b");
    crash("a");
    var world = world(PullMode.UNARY);
    world.publish("a");
    world.seconds(0.1);
    assertThat(world.tasks.running()).isEmpty();
    assertThat(world.deadLetters).hasSize(1);
    assertThat(world.deadLetters.get(0).attributes())
        .containsEntry("taskworkers-error-class", "crash")
        .containsEntry("taskworkers-attempts", "3")
        .containsEntry(
            "taskworkers-error-message",
            "It was running in 3 crashes of its container, in the last of them alone.");
    assertThat(world.subscription.acknowledged()).containsExactly("a");
  }

  @Test
  void does_not_hold_up_a_worker_that_it_never_comes_back_to() {
    crash("a", "b");
    crash("a", "b");
    var world = world(PullMode.UNARY);
    world.publish("c", "d", "e");
    world.seconds(59);
    assertThat(world.tasks.running()).hasSize(1);
    world.seconds(2);
    assertThat(world.tasks.running()).containsExactlyInAnyOrder("c", "d", "e");
  }

  @Test
  void is_held_against_a_run_that_was_given_up_and_goes_on_and_against_nobody_beside_it() {
    for (int life = 1; life <= 2; life++) {
      var world = world(PullMode.UNARY);
      world.tasks.obeyCancellation(false);
      world.publish("poison");
      world.seconds(615);
      world.publish("innocent");
      world.seconds(0.1);
      assertThat(world.tasks.running()).contains("poison", "innocent");
    }
    assertThat(memory().crashes("poison")).isEqualTo(2);
    assertThat(memory().crashedAlone("innocent")).isFalse();
    var world = world(PullMode.UNARY);
    world.publish("innocent");
    world.seconds(20);
    world.tasks.endAny(0, Outcome.ack());
    world.seconds(1);
    assertThat(world.subscription.acknowledged()).containsExactly("innocent");
    assertThat(world.deadLetters).isEmpty();
  }

  @Test
  void does_not_run_alone_beside_a_run_that_was_given_up_nor_hold_up_the_worker_for_it() {
    crash("a", "b");
    crash("a", "b");
    var world = world(PullMode.UNARY);
    world.seconds(61);
    world.tasks.obeyCancellation(false);
    world.publish("stuck");
    world.seconds(615);
    world.publish("a");
    world.seconds(1);
    world.publish("c", "d");
    world.seconds(0.1);
    assertThat(world.tasks.running()).contains("c", "d").doesNotContain("a");
    for (int second = 0; second < 60 && !world.tasks.running().contains("a"); second++) {
      world.tasks.running().forEach(id -> world.tasks.endAny(0, Outcome.ack()));
      world.seconds(1);
    }
    assertThat(world.tasks.running()).containsExactly("a");
  }

  @Test
  void is_forgotten_only_when_the_last_of_its_runs_has_ended() {
    var memory = memory();
    memory.begins("a");
    memory.begins("a");
    memory.ended("a");
    assertThat(memory().crashes("a")).isEqualTo(1);
    memory = memory();
    memory.begins("a");
    memory.begins("a");
    memory.ended("a");
    memory.ended("a");
    assertThat(memory().crashes("a")).isZero();
  }

  @DisplayName("comes again at the longest back-off where there is no dead-letter topic")
  @ParameterizedTest
  @ValueSource(strings = {"", "key"})
  void comes_again_where_there_is_no_dead_letter_topic(String key) {
    crash("a", "b");
    crash("a");
    var world = new World(4, rules -> rules.deadLetters = false, memory());
    world.subscription.publish("a", key);
    world.seconds(1);
    assertThat(world.deadLetters).isEmpty();
    assertThat(world.tasks.running()).isEmpty();
    assertThat(world.loop.report().status().postponed().orElseThrow().count()).isEqualTo(1);
    world.seconds(3600);
    assertThat(world.deadLetters).isEmpty();
    assertThat(world.subscription.acknowledged()).isEmpty();
    assertThat(world.counters().of(TaskEvent.STARTED)).isZero();
  }

  private void crash(String... ids) {
    var memory = memory();
    for (var id : ids) {
      memory.begins(id);
    }
  }

  private InFlight memory() {
    return InFlightTable.in(folder, 4);
  }

  private World world(PullMode pull) {
    return new World(4, World.pulling(pull), memory());
  }
}
