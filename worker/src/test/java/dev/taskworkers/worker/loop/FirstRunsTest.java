// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.World;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The worker tells which runs elsewhere will look like first ones:")
class FirstRunsTest {
  private static final Outcome LATER = Outcome.retry(Duration.ofSeconds(30));
  private static final Outcome FAILED = Outcome.retry(Failure.of("x", "It broke."));

  private final World world = new World(4);

  private static NoAnswerException refused() {
    return NoAnswerException.unseen("Refused.", new IOException("refused"));
  }

  private long uncounted() {
    return world.counters().of(TaskEvent.RUN_UNCOUNTED);
  }

  private long timed() {
    return world.loop.report().status().waitSeconds().count();
  }

  @Nested
  @DisplayName("where Pub/Sub counts no deliveries")
  class Uncounted {
    @Test
    void that_of_a_task_that_asked_for_another_time() {
      world.publish("a");
      world.tasks.end("a", LATER);
      world.seconds(1);
      assertThat(uncounted()).isEqualTo(1);
    }

    @Test
    void that_of_a_task_whose_handler_gave_no_answer() {
      world.publish("a");
      world.tasks.fail("a", refused());
      world.seconds(1);
      assertThat(uncounted()).isEqualTo(1);
    }

    @Test
    void that_of_a_task_whose_lease_was_lost_in_a_run() {
      world.publish("a");
      world.subscription.expireLeases();
      world.seconds(31);
      assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isEqualTo(1);
      assertThat(uncounted()).isEqualTo(1);
    }

    @Test
    void none_of_a_task_that_goes_back_before_its_first_run() {
      world.subscription.publish("a1", "a");
      world.subscription.publish("a2", "a");
      world.seconds(0.1);
      world.loop.drain("the test is over");
      world.seconds(0.1);
      assertThat(world.counters().of(TaskEvent.RETURNED)).isPositive();
      assertThat(uncounted()).isZero();
    }

    @Test
    void none_of_a_task_that_stays_here_until_its_next_run_but_that_of_one_which_then_leaves() {
      world.subscription.publish("a", "key");
      world.seconds(0.1);
      world.tasks.end("a", FAILED);
      world.seconds(1);
      assertThat(world.counters().of(TaskEvent.KEPT)).isEqualTo(1);
      assertThat(uncounted()).isZero();
      world.loop.drain("the test is over");
      world.seconds(0.1);
      assertThat(uncounted()).isEqualTo(1);
    }

    @Test
    void none_of_a_task_that_is_done() {
      world.publish("a");
      world.tasks.end("a", Outcome.ack());
      world.seconds(1);
      assertThat(uncounted()).isZero();
    }
  }

  @Nested
  @DisplayName("none where Pub/Sub counts deliveries")
  class Counted {
    Counted() {
      world.subscription.countDeliveries();
    }

    @Test
    void though_a_task_asks_for_another_time() {
      world.publish("a");
      world.tasks.end("a", LATER);
      world.seconds(31);
      assertThat(world.tasks.running()).containsExactly("a");
      assertThat(uncounted()).isZero();
      assertThat(timed()).isEqualTo(1);
    }

    @Test
    void and_a_task_that_its_handler_did_not_answer_has_one_first_run_here() {
      world.publish("a");
      for (int times = 0; times < 5; times++) {
        world.tasks.fail("a", refused());
        world.seconds(11);
        assertThat(world.tasks.running()).containsExactly("a");
      }
      assertThat(uncounted()).isZero();
      assertThat(timed()).isEqualTo(1);
    }

    @Test
    void and_a_task_that_loses_its_lease_has_one_first_run_here() {
      world.publish("a");
      world.subscription.expireLeases();
      world.seconds(31);
      assertThat(world.tasks.running()).containsExactly("a");
      assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(2);
      assertThat(uncounted()).isZero();
      assertThat(timed()).isEqualTo(1);
    }
  }
}
