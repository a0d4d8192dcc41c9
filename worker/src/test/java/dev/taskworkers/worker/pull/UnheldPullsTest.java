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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Where pulls that find nothing are answered at once,")
class UnheldPullsTest {
  private final VirtualTimer timer = new VirtualTimer();
  private final FakeSubscription subscription = new FakeSubscription(timer);
  private final List<String> received = new ArrayList<>();

  /** Has always room for one more. */
  private final TaskSource.Listener listener =
      new TaskSource.Listener() {
        @Override
        public void pulled(
            int asked, List<Delivery> deliveries, Function<Delivery, Permit> permits) {
          for (var delivery : deliveries) {
            received.add(delivery.task().id());
            permits.apply(delivery).release();
          }
          pullingChanged();
        }

        @Override
        public void pullingChanged() {
          source.want(1, false);
        }
      };

  private final TaskSource source =
      TaskSource.unary(subscription, 1000, timer, () -> 0.5, listener);

  @BeforeEach
  void find_nothing_at_once() {
    subscription.ackDeadline(Duration.ofHours(1));
    subscription.findNothingAfterSeconds(0.005);
  }

  private int pullsWithin(Duration time) {
    var before = subscription.asked().size();
    timer.advance(time);
    return subscription.asked().size() - before;
  }

  @Test
  void a_worker_soon_pulls_about_once_a_second() {
    source.want(1, false);
    assertThat(pullsWithin(Duration.ofSeconds(10))).isLessThan(20);

    assertThat(pullsWithin(Duration.ofMinutes(1))).isBetween(55, 60);
  }

  @Test
  void it_goes_on_to_show_that_a_task_is_wanted() {
    source.want(1, false);
    timer.advance(Duration.ofSeconds(5));

    for (var i = 0; i < 200; i++) {
      timer.advance(Duration.ofMillis(10));
      assertThat(source.asking()).isTrue();
    }
  }

  @Test
  void a_task_comes_within_the_second_and_those_behind_it_without_a_pause() {
    source.want(1, false);
    timer.advance(Duration.ofSeconds(30));
    for (var i = 0; i < 100; i++) {
      subscription.publish("task-" + i);
    }
    timer.advance(Duration.ofMillis(1000 + 100 * 5));

    assertThat(received).hasSize(100);
  }

  @Test
  void one_answer_that_brings_nothing_though_tasks_wait_costs_them_no_time_to_speak_of() {
    source.want(1, false);
    timer.advance(Duration.ofMillis(6));
    subscription.publish("task");
    timer.advance(Duration.ofMillis(12));

    assertThat(received).containsExactly("task");
  }

  @ParameterizedTest(name = "{0} s")
  @ValueSource(doubles = {0.3, 5, 90})
  void one_that_was_held_is_followed_by_the_next_pull_at_once(double seconds) {
    subscription.findNothingAfterSeconds(seconds);
    source.want(1, false);

    var hour = Duration.ofHours(1);
    assertThat(pullsWithin(hour)).isEqualTo((int) (hour.toSeconds() / seconds));
  }

  @Test
  void pauses_end_with_the_first_that_is_held() {
    source.want(1, false);
    timer.advance(Duration.ofSeconds(30));
    subscription.findNothingAfterSeconds(0.3);
    timer.advance(Duration.ofSeconds(2));

    assertThat(pullsWithin(Duration.ofSeconds(30))).isEqualTo(100);
    subscription.findNothingAfterSeconds(0.005);
    assertThat(pullsWithin(Duration.ofMillis(600)))
        .as("they grow again from the first")
        .isGreaterThanOrEqualTo(5);
  }
}
