// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tasks with ordering keys")
class OrderingTest {
  private static final Outcome FAILED = Outcome.retry(Failure.of("x", "It broke."));

  private final World world = new World(4);

  @BeforeEach
  void publish() {
    world.subscription.publish("a1", "a");
    world.subscription.publish("a2", "a");
    world.subscription.publish("b1", "b");
    world.subscription.publish("c", "");
    world.seconds(0.1);
  }

  @Test
  void run_one_at_a_time_for_each_key_while_others_go_on() {
    assertThat(world.tasks.running()).containsExactly("a1", "b1", "c");
    world.tasks.end("a1", Outcome.ack());
    world.seconds(0.01);
    assertThat(world.tasks.running()).containsExactlyInAnyOrder("a2", "b1", "c");
  }

  @Test
  void hold_no_slot_while_they_wait() {
    world.publish("d", "e");
    assertThat(world.tasks.running()).containsExactly("a1", "b1", "c", "d");
    assertThat(world.loop.report().status().blocked()).isEqualTo(1);
    assertThat(world.loop.report().status().busy()).isEqualTo(5);
  }

  @Test
  void wait_in_hand_up_to_a_limit_so_that_a_hot_key_does_not_fill_the_memory() {
    IntStream.range(0, 3000).forEach(n -> world.subscription.publish("hot-" + n, "a"));
    world.seconds(10);
    assertThat(world.loop.report().status().blocked()).isEqualTo(PullDemand.MOST_WAITING);
  }

  @Test
  void wait_in_hand_with_the_one_before_them_that_failed() {
    world.tasks.end("a1", FAILED);
    world.seconds(1);
    assertThat(world.loop.report().status().postponed().orElseThrow().count()).isEqualTo(1);
    world.seconds(13);
    assertThat(world.tasks.running()).containsExactly("b1", "c");
    assertThat(world.subscription.leased()).contains("a1", "a2");
    world.seconds(2);
    assertThat(world.tasks.running()).containsExactly("b1", "c", "a1");
    assertThat(world.tasks.attempt("a1")).isEqualTo(2);
    world.tasks.end("a1", Outcome.ack());
    world.seconds(1);
    assertThat(world.tasks.running()).containsExactly("b1", "c", "a2");
    assertThat(world.subscription.deliveries("a1")).isEqualTo(1);
    assertThat(world.subscription.deliveries("a2")).isEqualTo(1);
    assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(1);
    assertThat(world.counters().of(TaskEvent.KEPT)).isEqualTo(1);
  }

  @Test
  void are_reported_as_resting_while_they_wait_to_run_again() {
    world.tasks.end("a1", FAILED);
    world.seconds(1);
    assertThat(world.loop.report().status().resting()).isEqualTo(1);
    assertThat(world.loop.report().status().busy()).isEqualTo(3);
    world.seconds(15);
    assertThat(world.tasks.running()).contains("a1");
    assertThat(world.loop.report().status().resting()).isZero();
  }

  @Test
  void hold_no_slot_after_a_failure() {
    world.tasks.end("a1", FAILED);
    world.publish("d", "e");
    assertThat(world.tasks.running()).containsExactly("b1", "c", "d", "e");
  }

  @Test
  void go_back_once_and_in_order_for_the_rest_of_the_back_off_when_the_worker_drains() {
    world.tasks.end("a1", FAILED);
    world.seconds(1);
    world.loop.drain("the test is over");
    world.seconds(0.1);
    assertThat(world.subscription.delays()).contains(Duration.ofSeconds(14));
    assertThat(world.subscription.delays()).doesNotContain(Duration.ZERO);
    world.seconds(13.8);
    assertThat(world.subscription.waiting()).isEmpty();
    world.seconds(0.2);
    assertThat(world.subscription.waiting()).containsExactly("a1", "a2");
  }

  @Test
  void go_back_for_their_back_off_when_they_fail_while_the_worker_drains() {
    world.loop.drain("the test is over");
    world.tasks.end("a1", FAILED);
    world.seconds(1);
    assertThat(world.subscription.delays()).contains(Duration.ofSeconds(15));
    assertThat(world.subscription.waiting()).doesNotContain("a1");
    world.seconds(15);
    assertThat(world.subscription.waiting()).contains("a1");
  }

  @Test
  void are_given_up_by_pubsub_where_nobody_else_would_and_harm_none_behind_them() {
    var others = new World(4, rules -> rules.deadLetters = false);
    others.subscription.countDeliveries();
    others.subscription.keepOrder();
    others.subscription.giveUpAfter(5);
    IntStream.range(0, 32).forEach(n -> others.subscription.publish("k" + n, "k"));
    for (int seconds = 0; seconds < 1200; seconds++) {
      others
          .tasks
          .running()
          .forEach(id -> others.tasks.end(id, id.equals("k0") ? FAILED : Outcome.ack()));
      others.seconds(1);
    }
    assertThat(others.subscription.givenUp()).containsExactly("k0");
    assertThat(others.subscription.acknowledged()).hasSize(31);
  }

  @Test
  void go_back_when_the_worker_drains() {
    world.loop.drain("the test is over");
    world.seconds(0.1);
    assertThat(world.subscription.leased()).containsExactlyInAnyOrder("a1", "b1", "c");
    world.tasks.end("a1", Outcome.ack());
    world.seconds(0.1);
    assertThat(world.tasks.running()).containsExactly("b1", "c");
  }

  @Test
  void that_wait_have_their_leases_renewed() {
    world.seconds(300);
    assertThat(world.subscription.deliveries("a2")).isEqualTo(1);
    assertThat(world.subscription.leased()).contains("a2");
  }

  @Test
  void are_counted_once_when_the_one_before_them_loses_its_lease_with_them() {
    world.subscription.failWith("Pub/Sub is away.", true);
    world.seconds(75);
    var counters = world.counters();
    assertThat(counters.of(TaskEvent.LEASE_LOST) + counters.of(TaskEvent.RETURNED))
        .isEqualTo(counters.of(TaskEvent.RECEIVED));
  }

  @Test
  void that_lose_their_leases_while_they_wait_do_not_run() {
    world.loop.cordon();
    world.seconds(31);
    world.subscription.expireLeases();
    world.seconds(5);
    assertThat(world.counters().of(TaskEvent.LEASE_LOST) + world.counters().of(TaskEvent.RETURNED))
        .isEqualTo(4);
    assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(3);
  }

  @Test
  void are_not_overtaken_when_one_that_waits_loses_its_lease() {
    world.subscription.publish("a3", "a");
    world.subscription.publish("a4", "a");
    world.seconds(1);
    world.subscription.expireLease("a2");
    world.seconds(40);
    for (var next : new String[] {"a1", "a2", "a3", "a4"}) {
      assertThat(world.tasks.running()).containsExactlyInAnyOrder("b1", "c", next);
      world.tasks.end(next, Outcome.ack());
      world.seconds(2);
    }
  }

  @Test
  void do_not_run_while_a_cancelled_run_of_their_key_cleans_up() {
    world.tasks.obeyCancellation(false);
    world.subscription.expireLease("a1");
    world.seconds(5);
    assertThat(world.tasks.cancelled("a1")).isTrue();
    assertThat(world.tasks.running()).containsExactly("a1", "b1", "c");
    world.tasks.end("a1", FAILED);
    world.seconds(1);
    assertThat(world.tasks.running()).containsExactly("b1", "c", "a1");
  }

  @Test
  void are_acknowledged_again_when_a_run_that_lost_its_lease_succeeds() {
    world.tasks.obeyCancellation(false);
    world.subscription.expireLease("a1");
    world.seconds(5);
    world.tasks.end("a1", Outcome.ack());
    world.seconds(3);
    assertThat(world.subscription.acknowledged()).contains("a1");
    assertThat(world.counters().of(TaskEvent.SUPPRESSED)).isEqualTo(1);
    assertThat(world.tasks.running()).containsExactly("b1", "c", "a2");
  }

  @Test
  void go_to_others_while_a_run_of_their_key_is_stuck_here() {
    world.tasks.end("b1", Outcome.ack());
    world.tasks.end("c", Outcome.ack());
    world.tasks.obeyCancellation(false);
    world.seconds(730);
    assertThat(world.tasks.running()).containsExactly("a1");
    assertThat(world.loop.report().status().abandoned()).isEqualTo(1);
    assertThat(world.subscription.deliveries("a2")).isBetween(3, 10);
    world.tasks.end("a1", FAILED);
    world.seconds(60);
    assertThat(world.tasks.running()).containsExactly("a1");
    assertThat(world.loop.report().status().abandoned()).isZero();
  }
}
