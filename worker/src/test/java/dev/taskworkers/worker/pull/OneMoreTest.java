// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.fixtures.FakeSubscription;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("One task more than there is memory for, for which others wait,")
class OneMoreTest {
  private static final int BYTES = 100;

  private final VirtualTimer timer = new VirtualTimer();
  private final FakeSubscription subscription = new FakeSubscription(timer);
  private final List<Permit> inHand = new ArrayList<>();

  private final TaskSource.Listener listener =
      new TaskSource.Listener() {
        @Override
        public void pulled(
            int asked, List<Delivery> deliveries, Function<Delivery, Permit> permits) {
          deliveries.stream().map(permits).forEach(inHand::add);
        }

        @Override
        public void pullingChanged() {}
      };

  @BeforeEach
  void let_tasks_stay_and_pulls_wait() {
    subscription.ackDeadline(Duration.ofHours(1));
    subscription.findNothingAfterSeconds(90);
  }

  private void takesAllMemory(TaskSource source) {
    source.want(4, false);
    subscription.publish("large".repeat(BYTES));
    timer.advance(Duration.ofMillis(10));
    assertThat(inHand).hasSize(1);
  }

  @Test
  void is_not_what_comes_after_the_pull_for_it_has_failed() {
    var source = TaskSource.unary(subscription, BYTES, timer, () -> 0.5, listener);
    takesAllMemory(source);
    subscription.failWith("Pub/Sub is away.", true);
    source.want(3, true);
    timer.advance(Duration.ofSeconds(60));
    subscription.heal();
    inHand.remove(0).release();
    subscription.publish("small");
    source.want(4, false);
    timer.advance(Duration.ofMillis(10));
    assertThat(inHand).hasSize(1);

    source.want(3, true);

    assertThat(subscription.asked()).as("the last for one more").containsExactly(1, 1, 1, 1);
  }

  @Test
  void is_not_what_a_stream_says_meanwhile() {
    var source = TaskSource.streaming(subscription, 4, BYTES, timer, () -> 0.5, listener);
    takesAllMemory(source);
    source.want(3, true);
    timer.advance(Duration.ofSeconds(45));
    assertThat(subscription.streaming()).isTrue();
    subscription.publish("small");
    timer.advance(Duration.ofMillis(10));
    assertThat(inHand).hasSize(2);

    source.want(2, true);

    assertThat(subscription.asked()).as("one more alone").containsExactly(1);
  }
}
