// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The line of an ordering key")
class KeyLineTest {
  private static final Outcome FAILED = Outcome.retry(Failure.of("x", "It broke."));

  @Test
  void goes_to_others_when_the_run_that_shuts_it_is_given_up() {
    var world = new World(4);
    publish(world, "a1", "a2");
    world.tasks.obeyCancellation(false);
    world.seconds(5);
    world.subscription.expireLease("a1");
    world.seconds(3);
    assertThat(world.subscription.leased()).containsExactlyInAnyOrder("a1", "a2");
    assertThat(world.loop.report().status().blocked()).isEqualTo(2);
    var before = world.subscription.deliveries("a2");
    world.seconds(300);
    assertThat(world.loop.report().status().abandoned()).isEqualTo(1);
    assertThat(world.loop.report().status().blocked()).isZero();
    assertThat(world.subscription.deliveries("a1")).isBetween(8, 14);
    assertThat(world.subscription.deliveries("a2") - before).isBetween(8, 14);
  }

  @Test
  void goes_to_others_when_a_stuck_runs_task_becomes_a_dead_letter() {
    var world = new World(4, rules -> rules.maxAttempts = 1);
    publish(world, "a1", "a2");
    world.tasks.obeyCancellation(false);
    world.seconds(615);
    assertThat(world.deadLetters).hasSize(1);
    assertThat(world.loop.report().status().blocked()).isZero();
    var before = world.subscription.deliveries("a2");
    world.seconds(300);
    assertThat(world.subscription.deliveries("a2") - before).isBetween(8, 14);
  }

  @Test
  void goes_on_in_order_once_a_stuck_run_ends() {
    var world = new World(4);
    publish(world, "a1", "a2");
    world.tasks.obeyCancellation(false);
    world.seconds(620);
    publish(world, "a3", "a4");
    world.seconds(15);
    world.tasks.obeyCancellation(true);
    world.tasks.end("a1", FAILED);
    runsInOrder(world, "a1", "a2", "a3", "a4");
  }

  @Test
  void holds_what_comes_too_early_rather_than_to_send_it_back_at_once() {
    var world = new World(4);
    publish(world, "a1", "a2");
    world.seconds(5);
    losesForGood(world, "a1");
    world.seconds(60);
    assertThat(world.tasks.running()).containsExactly("a2");
    assertThat(world.subscription.deliveries("a2")).isLessThanOrEqualTo(3);
  }

  @Test
  void lets_a_task_come_again_before_what_came_too_early() {
    var world = new World(4);
    publish(world, "a1", "a2");
    world.seconds(5);
    world.loop.cordon();
    world.subscription.expireLease("a1");
    world.seconds(31);
    world.subscription.publish("a3", "A");
    world.loop.uncordon();
    runsInOrder(world, "a1", "a2", "a3");
  }

  @DisplayName("keeps its order around a handler that is away, whatever is on its way meanwhile")
  @ParameterizedTest
  @ValueSource(ints = {20, 150, 300, 450, 600})
  void keeps_its_order_around_a_handler_that_is_away(int underWay) {
    var world = new World(4);
    world.subscription.publish("b1", "B");
    world.subscription.publish("b2", "B");
    world.publish("x");
    world.tasks.end("b1", FAILED);
    world.seconds(0.05);
    world.subscription.answersTake(Duration.ofMillis(underWay));
    world.publish("y");
    world.seconds(1);
    world.tasks.end("y", Outcome.ack());
    world.seconds(0.05);
    world.subscription.publish("b3", "B");
    world.seconds(0.005);
    world.tasks.fail("x", NoAnswerException.unseen("Nothing listens.", null));
    world.subscription.answersTake(Duration.ZERO);
    for (int look = 0; look < 200 && !world.tasks.running().contains("b1"); look++) {
      assertThat(world.tasks.running()).doesNotContain("b2", "b3");
      world.seconds(0.1);
    }
    assertThat(world.tasks.running()).contains("b1").doesNotContain("b2", "b3");
  }

  @Test
  void keeps_its_order_when_what_goes_back_cant_be_sent() {
    var world = new World(4);
    publish(world, "a1", "a2");
    world.publish("x");
    world.tasks.end("a1", FAILED);
    world.seconds(0.1);
    world.subscription.failWith("Pub/Sub is away.", true);
    world.tasks.fail("x", NoAnswerException.unseen("Nothing listens.", null));
    world.seconds(8);
    world.subscription.heal();
    world.subscription.publish("a3", "A");
    runsInOrder(world, "a1", "a2", "a3");
  }

  @DisplayName("keeps the order of tasks that were published at once, however late they go back")
  @ParameterizedTest
  @ValueSource(ints = {1, 1500, 5000})
  void keeps_the_order_of_tasks_published_at_once_however_late_they_go_back(int callsTake) {
    var world = new World(2, World.pulling(PullMode.STREAMING));
    world.subscription.publish("a1", "A");
    world.subscription.publish("a2", "A");
    world.publish("x", "y");
    world.seconds(70);
    world.subscription.expireLeases();
    world.subscription.callsTake(Duration.ofMillis(callsTake));
    for (int look = 0; look < 310; look++) {
      world.seconds(0.1);
      assertThat(world.tasks.running()).doesNotContain("a2");
    }
    world.subscription.callsTakeNoTime();
    world.seconds(20);
    runsInOrder(world, "a1", "a2");
  }

  @DisplayName("lets the one that it waits for come again, however many bytes the others take")
  @ParameterizedTest
  @EnumSource(PullMode.class)
  void lets_the_one_that_it_waits_for_come_again_however_many_bytes_the_others_take(PullMode pull) {
    var world = givenUpByPubSub(pull, 1000);
    publish(world, "a1");
    for (var id : List.of("a2", "a3", "a4", "a5")) {
      world.subscription.publish(id, "A", Map.of("x", "z".repeat(300)));
    }
    world.seconds(0.2);
    failsUntilItIsGivenUp(world, "a1");
    assertThat(world.subscription.acknowledged()).containsExactlyInAnyOrder("a2", "a3", "a4", "a5");
    assertThat(List.of("a2", "a3", "a4", "a5"))
        .allMatch(id -> world.subscription.deliveries(id) <= 2);
  }

  @DisplayName("lets the one that it waits for come again, however many the others are")
  @ParameterizedTest
  @EnumSource(PullMode.class)
  void lets_the_one_that_it_waits_for_come_again_however_many_the_others_are(PullMode pull) {
    var world = givenUpByPubSub(pull, Long.MAX_VALUE);
    publish(world, "a0");
    IntStream.range(1, PullDemand.MOST_WAITING + 50)
        .forEach(number -> world.subscription.publish("a" + number, "A"));
    world.seconds(0.2);
    failsUntilItIsGivenUp(world, "a0");
    assertThat(world.subscription.deliveries("a1")).isLessThanOrEqualTo(2);
    assertThat(world.subscription.deliveries("a999")).isLessThanOrEqualTo(2);
  }

  @DisplayName("goes on at once when another worker did the one that went back ahead of it")
  @ParameterizedTest
  @EnumSource(PullMode.class)
  void goes_on_at_once_when_another_worker_did_the_one_that_went_back_ahead_of_it(PullMode pull) {
    var world = givenUpByPubSub(pull, Long.MAX_VALUE);
    publish(world, "a1", "a2", "a3");
    world.subscription.deliverElsewhere("a1", "a2", "a3");
    world.tasks.end("a1", FAILED);
    world.seconds(20);
    assertThat(world.subscription.waiting()).containsExactly("a1", "a2", "a3");
    world.subscription.comeBack("a2", "a3");
    world.seconds(3);
    assertThat(world.tasks.running()).containsExactly("a2");
  }

  @DisplayName("does not run what another worker has since the one before it went back")
  @ParameterizedTest
  @EnumSource(PullMode.class)
  void does_not_run_what_another_worker_has_since_the_one_before_it_went_back(PullMode pull) {
    var world = givenUpByPubSub(pull, Long.MAX_VALUE);
    publish(world, "a1", "a2", "a3");
    world.subscription.deliverElsewhere("a2", "a3");
    world.tasks.end("a1", FAILED);
    world.seconds(20);
    assertThat(world.tasks.running()).containsExactly("a1");
    world.tasks.end("a1", Outcome.ack());
    world.seconds(1);
    assertThat(world.tasks.running()).isEmpty();
    world.seconds(20);
    world.subscription.comeBack("a3");
    world.seconds(3);
    assertThat(world.tasks.running()).containsExactly("a3");
  }

  @Test
  void is_given_the_slot_of_its_first_task_before_another_is_pulled_for_it() {
    var world = new World(3);
    IntStream.range(0, 20).forEach(number -> world.subscription.publish("a" + number, "A"));
    world.seconds(0.5);
    IntStream.range(0, 200).forEach(number -> world.subscription.publish("u" + number));
    world.seconds(0.1);
    for (int ended = 0; ended < 60; ended++) {
      world.seconds(20);
      world.tasks.endAny(0, Outcome.ack());
    }
    world.seconds(15);
    assertThat(world.counters().of(TaskEvent.RETURNED)).isZero();
    assertThat(world.tasks.running()).hasSize(3);
  }

  private static World givenUpByPubSub(PullMode pull, long mostBytes) {
    var world =
        new World(
            4,
            rules -> {
              rules.pull = pull;
              rules.deadLetters = false;
              rules.mostBytes = mostBytes;
              rules.maxAttempts = Integer.MAX_VALUE;
            });
    world.subscription.countDeliveries();
    world.subscription.keepOrder();
    world.subscription.giveUpAfter(5);
    return world;
  }

  private static void failsUntilItIsGivenUp(World world, String bad) {
    for (int second = 0; second < 1800; second++) {
      for (var id : world.tasks.running()) {
        world.tasks.end(id, id.equals(bad) ? FAILED : Outcome.ack());
      }
      world.seconds(1);
    }
    assertThat(world.subscription.givenUp()).containsExactly(bad);
  }

  private static void publish(World world, String... ids) {
    for (var id : ids) {
      world.subscription.publish(id, "A");
    }
    world.seconds(0.1);
  }

  /** As if another worker had it now. */
  private static void losesForGood(World world, String id) {
    world.subscription.countDeliveries();
    world.subscription.giveUpAfter(1);
    world.subscription.expireLease(id);
    world.subscription.giveUpAfter(Integer.MAX_VALUE);
  }

  private static void runsInOrder(World world, String... ids) {
    for (var next : ids) {
      IntStream.range(0, 1000)
          .takeWhile(look -> keyed(world).isEmpty())
          .forEach(look -> world.seconds(0.1));
      assertThat(keyed(world)).containsExactly(next);
      world.tasks.end(next, Outcome.ack());
      world.seconds(0.05);
    }
  }

  private static List<String> keyed(World world) {
    return world.tasks.running().stream().filter(id -> id.startsWith("a")).toList();
  }
}
