// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.World;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where Pub/Sub counts deliveries, a worker")
class AttemptsTest {
  private static final Outcome FAILED = Outcome.retry(Failure.of("x", "It broke."));

  private final World world = new World(1);

  AttemptsTest() {
    world.subscription.countDeliveries();
    // A task whose earlier deliveries went to pods that are gone.
    world.subscription.delivered("a", 1);
    world.publish("a");
  }

  private void again(double seconds) {
    world.seconds(seconds);
    assertThat(world.tasks.running()).containsExactly("a");
  }

  @Test
  void goes_on_with_the_attempts_that_its_predecessors_made() {
    assertThat(world.tasks.attempt("a")).isEqualTo(2);
    world.tasks.end("a", FAILED);
    again(60);
    assertThat(world.tasks.attempt("a")).isEqualTo(3);
    world.tasks.end("a", FAILED);
    world.seconds(1);
    assertThat(world.deadLetters).hasSize(1);
  }

  @Test
  void counts_no_delivery_that_it_gave_back_because_its_handler_was_away() {
    for (int times = 0; times < 20; times++) {
      world.tasks.fail("a", NoAnswerException.unseen("Refused.", new IOException("refused")));
      again(11);
    }
    assertThat(world.tasks.attempt("a")).isEqualTo(2);
    world.tasks.end("a", FAILED);
    again(60);
    assertThat(world.tasks.attempt("a")).isEqualTo(3);
    assertThat(world.deadLetters).isEmpty();
  }

  @Test
  void counts_no_delivery_whose_lease_was_lost() {
    for (int times = 0; times < 20; times++) {
      world.subscription.expireLeases();
      again(31);
    }
    assertThat(world.tasks.attempt("a")).isEqualTo(2);
  }

  @Test
  void makes_a_dead_letter_only_of_a_task_that_has_failed_here() {
    world.subscription.delivered("b", 50);
    world.publish("b");
    world.tasks.end("a", Outcome.ack());
    world.seconds(1);
    assertThat(world.tasks.attempt("b")).isEqualTo(51);
    world.tasks.fail("b", NoAnswerException.unseen("Refused.", new IOException("refused")));
    world.seconds(11);
    world.tasks.end("b", Outcome.ack());
    world.seconds(1);
    assertThat(world.subscription.acknowledged()).containsExactly("a", "b");
    assertThat(world.deadLetters).isEmpty();
  }

  @Test
  void carries_the_count_of_a_task_that_waited_for_its_ordering_key_no_further() {
    var keyed = new World(4);
    keyed.subscription.countDeliveries();
    keyed.subscription.publish("k1", "key");
    keyed.subscription.publish("k2", "key");
    keyed.seconds(0.1);
    keyed.tasks.end("k1", FAILED);
    keyed.seconds(20);
    keyed.tasks.end("k1", Outcome.ack());
    keyed.seconds(1);
    assertThat(keyed.subscription.deliveries("k2")).isEqualTo(1);
    assertThat(keyed.tasks.attempt("k2")).isEqualTo(1);
  }
}
