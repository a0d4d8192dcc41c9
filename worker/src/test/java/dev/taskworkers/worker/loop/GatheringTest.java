// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.failure.InFlightTable;
import dev.taskworkers.worker.fixtures.RulesBuilder;
import dev.taskworkers.worker.fixtures.World;
import dev.taskworkers.worker.handlers.BatchHandler;
import dev.taskworkers.worker.handlers.BatchLimits;
import dev.taskworkers.worker.handlers.BatchRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A worker whose handler takes batches")
class GatheringTest {
  /** Longer than a test waits. */
  private static final Duration WITHIN = Duration.ofMinutes(5);

  @TempDir private Path folder;

  private final List<List<String>> batches = new ArrayList<>();
  private boolean away;
  private boolean broken;
  private Duration run = Duration.ofMillis(100);

  @Test
  void lets_a_batch_gather_while_others_may_join_it() {
    var world = world();
    world.publish("a");
    world.seconds(WITHIN.toSeconds() - 1);
    assertThat(batches).isEmpty();
    world.seconds(2);
    assertThat(batches).containsExactly(List.of("a"));
  }

  @Test
  void is_at_work_seconds_after_an_outage() {
    var world = world();
    away = true;
    world.publish("a", "b", "c");
    world.seconds(0.2);
    away = false;
    world.seconds(5);
    assertThat(world.subscription.acknowledged()).isNotEmpty();
    world.publish("d", "e", "f", "g", "h");
    world.seconds(1);
    assertThat(world.counters().of(TaskEvent.ACKED)).isGreaterThanOrEqualTo(6);
  }

  @Test
  void gives_back_what_gathers_when_its_handler_goes_away() {
    var world = world();
    world.publish("a", "b", "c", "d");
    away = true;
    world.handlerProblem("Nothing listens.");
    world.seconds(1);
    assertThat(world.subscription.waiting()).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void runs_what_may_crash_it_alone_and_at_once() {
    for (int crash = 0; crash < 2; crash++) {
      var memory = InFlightTable.in(folder, 8);
      memory.begins("a");
      memory.begins("b");
    }
    var world = world(rules -> {}, InFlightTable.in(folder, 8));
    world.publish("a", "b");
    world.seconds(1);
    assertThat(batches).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void begins_what_gathers_when_it_drains() {
    var world = world();
    world.publish("a", "b");
    world.loop.drain("the test is over");
    world.seconds(1);
    assertThat(batches).containsExactly(List.of("a", "b"));
    assertThat(world.subscription.acknowledged()).containsExactlyInAnyOrder("a", "b");
    world.seconds(100);
    assertThat(world.drained()).isTrue();
  }

  @Test
  void begins_what_gathers_when_it_has_begun_as_many_tasks_as_it_may() {
    var world = world(rules -> rules.maxTasks = 2, InFlight.NONE);
    world.publish("a", "b");
    world.seconds(1);
    assertThat(world.subscription.acknowledged()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void begins_what_gathers_when_it_is_cordoned_and_what_a_pull_that_is_out_still_brings() {
    var world = world();
    world.publish("a");
    world.loop.cordon();
    world.seconds(1);
    assertThat(batches).containsExactly(List.of("a"));
    world.publish("b");
    world.seconds(1);
    assertThat(batches).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void begins_nothing_when_it_is_told_to_leave_at_once() {
    var world = world();
    world.publish("a", "b");
    world.loop.leaveNow("the test is over");
    world.seconds(2);
    assertThat(batches).isEmpty();
    assertThat(world.subscription.waiting()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void frees_the_key_of_a_task_that_loses_its_lease_while_its_batch_gathers() {
    var world = world();
    world.subscription.publish("a1", "a");
    world.subscription.publish("a2", "a");
    world.seconds(1);
    world.subscription.expireLease("a1");
    world.seconds(45);
    world.publish("b", "c");
    world.seconds(1);
    assertThat(batches).hasSize(1);
    assertThat(batches.get(0)).containsExactlyInAnyOrder("a1", "b", "c");
  }

  @Test
  void frees_the_slot_of_a_task_that_loses_its_lease_while_its_batch_gathers() {
    var world = world();
    world.publish("a");
    world.subscription.expireLease("a");
    world.seconds(45);
    assertThat(world.loop.report().status().busy()).isEqualTo(1);
    assertThat(batches).isEmpty();
  }

  @Test
  void lets_a_batch_go_on_and_takes_its_word_when_one_of_its_leases_is_lost() {
    var world = new World(2);
    world.tasks.gather();
    world.tasks.obeyCancellation(false);
    world.publish("a", "b");
    world.subscription.expireLease("a");
    world.seconds(45);
    assertThat(world.tasks.cancelled("a")).isTrue();
    assertThat(world.loop.report().status().abandoned()).isZero();
    world.tasks.end("a", Outcome.ack());
    world.tasks.end("b", Outcome.ack());
    world.seconds(1);
    assertThat(world.subscription.acknowledgements()).containsExactly(List.of("a", "b"));
  }

  @Test
  void gives_a_batch_up_that_runs_too_long_after_one_of_its_leases_was_lost() {
    var world = new World(2);
    world.tasks.gather();
    world.tasks.obeyCancellation(false);
    world.publish("a", "b");
    world.subscription.expireLease("a");
    world.seconds(620);
    assertThat(world.loop.report().status().abandoned()).isEqualTo(2);
  }

  @Test
  void takes_a_batch_on_trial_that_runs_for_a_second_for_an_answer_though_it_might_have_gathered() {
    var world = world();
    away = true;
    world.publish("a", "b", "c", "d", "e", "f");
    world.seconds(0.15);
    away = false;
    run = Duration.ofMinutes(9);
    world.seconds(5);
    assertThat(world.loop.report().status().busy()).isEqualTo(6);
  }

  @Test
  void buries_nothing_while_all_batches_fail_however_long_they_gather() {
    assertThat(allFail(Duration.ofSeconds(60), 1, 600).deadLetters).isEmpty();
  }

  @Test
  void slows_down_after_as_many_failures_as_it_has_slots_though_most_were_not_alone() {
    var world = allFail(Duration.ofMillis(100), 50, 60);
    assertThat(world.counters().of(TaskEvent.FAILED)).isLessThan(110);
  }

  @Test
  void is_at_full_speed_soon_after_an_outage_however_long_batches_gathered_before() {
    var world = allFail(WITHIN, 1, 150);
    assertThat(world.loop.report().status().busy()).isLessThan(2);
    broken = false;
    run = Duration.ofMinutes(4);
    world.seconds(15);
    for (int n = 0; n < 10; n++) {
      world.publish("new-" + n);
    }
    world.seconds(2);
    assertThat(world.loop.report().status().busy()).isGreaterThan(10);
  }

  @Test
  void does_not_slow_down_for_batches_that_fail_after_a_minute_of_work() {
    broken = true;
    run = Duration.ofSeconds(65);
    var world = world(this::store, new BatchLimits(50, Duration.ofMinutes(1)), 50);
    IntStream.range(0, 100).forEach(n -> world.subscription.publish("task-" + n));
    world.seconds(132);
    assertThat(world.loop.report().status().busy()).isEqualTo(50);
  }

  /** A worker with 100 slots whose batches of 50 all fail. */
  private World allFail(Duration within, int tasksEachSecond, int seconds) {
    broken = true;
    var world = world(this::store, new BatchLimits(50, within), 100);
    for (int second = 0; second < seconds; second++) {
      for (int n = 0; n < tasksEachSecond; n++) {
        world.subscription.publish("task-" + second + "-" + n);
      }
      world.seconds(1);
    }
    return world;
  }

  private List<Outcome> store(List<BatchTaskHandler.Item> batch) {
    if (broken) {
      throw new IllegalStateException("The database is away.");
    }
    return batch.stream().map(item -> Outcome.ack()).toList();
  }

  private World world(BatchTaskHandler handler, BatchLimits limits, int slots) {
    return world(handler, limits, slots, rules -> {}, InFlight.NONE);
  }

  private World world() {
    return world(rules -> {}, InFlight.NONE);
  }

  private World world(Consumer<RulesBuilder> change, InFlight inFlight) {
    return world(
        batch -> {
          if (away) {
            throw NoAnswerException.unseen("Nothing listens.", new IOException("refused"));
          }
          batches.add(batch.stream().map(item -> item.task().id()).toList());
          return batch.stream().map(item -> Outcome.ack()).toList();
        },
        new BatchLimits(3, WITHIN),
        8,
        change,
        inFlight);
  }

  private World world(
      BatchTaskHandler handler,
      BatchLimits limits,
      int slots,
      Consumer<RulesBuilder> change,
      InFlight inFlight) {
    return new World(
        slots,
        change,
        inFlight,
        (timer, tasks) ->
            new BatchRunner(
                new BatchHandler(handler, limits, Optional::empty),
                thread -> timer.after(run, thread),
                timer));
  }
}
