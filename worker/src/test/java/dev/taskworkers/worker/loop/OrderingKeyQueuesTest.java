// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Permit;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The lines of ordering keys")
class OrderingKeyQueuesTest {
  private static final Permit FREE =
      new Permit() {
        @Override
        public void goesBack() {}

        @Override
        public void release() {}

        @Override
        public void postpone() {}
      };

  private final OrderingKeyQueues keys = new OrderingKeyQueues();

  @Test
  void let_a_task_come_that_nobody_waited_for_any_more_before_those_that_waited() {
    var first = enters("a1", 0);
    var second = enters("a2", 0);
    assertThat(keys.next("A")).containsSame(first);
    goesBackUntil(first, 60);
    assertThat(keys.giveUpWaiting(at(61))).containsExactly(second);
    keys.goAway(second, Moment.NEVER);

    var again = enters("a1", 62);
    assertThat(keys.next("A")).containsSame(again);
    keys.isAway(second, at(63));
    var secondAgain = enters("a2", 63);
    assertThat(keys.next("A")).isEmpty();
    keys.leave(again);
    assertThat(keys.next("A")).containsSame(secondAgain);
  }

  @Test
  void let_no_task_that_comes_late_overtake_the_one_whose_turn_it_is() {
    var first = enters("a1", 0);
    var second = enters("a2", 0);
    var third = enters("a3", 0);
    assertThat(keys.next("A")).containsSame(first);
    goesBackUntil(first, 60);
    assertThat(keys.giveUpWaiting(at(61))).containsExactly(second, third);
    goesBackUntil(second, 62);
    goesBackUntil(third, 62);

    var secondAgain = enters("a2", 61);
    assertThat(keys.next("A")).containsSame(secondAgain);
    var firstAgain = enters("a1", 61);
    assertThat(keys.next("A")).isEmpty();
    var thirdAgain = enters("a3", 61);
    keys.leave(secondAgain);
    assertThat(keys.next("A")).containsSame(firstAgain);
    keys.leave(firstAgain);
    assertThat(keys.next("A")).containsSame(thirdAgain);
  }

  @Test
  void remember_nothing_of_tasks_that_never_come_again() {
    var first = enters("a1", 0);
    var second = enters("a2", 0);
    assertThat(keys.next("A")).containsSame(first);
    goesBackUntil(first, 1);
    assertThat(keys.giveUpWaiting(at(2))).containsExactly(second);
    goesBackUntil(second, 3);
    assertThat(keys.giveUpWaiting(at(4))).isEmpty();
    assertThat(keys.active()).isZero();
    assertThat(keys.next("A")).isEmpty();
    assertThat(keys.next("A")).isEmpty();
    var later = enters("a0", 5);
    assertThat(keys.next("A")).containsSame(later);
  }

  private void goesBackUntil(LeasedTask task, int second) {
    keys.goAway(task, Moment.NEVER);
    keys.isAway(task, at(second));
  }

  private LeasedTask enters(String id, int second) {
    var task = new Task(id, Payload.of(""), Map.of(), "A", Instant.EPOCH);
    var now = at(second);
    var leased =
        new LeasedTask(
            new Delivery(id + "#" + second, task, 0), FREE, new Lease(now), change -> {});
    assertThat(keys.enter(leased, now)).isEmpty();
    return leased;
  }

  private static Moment at(int second) {
    return new Moment(0).plus(Duration.ofSeconds(second));
  }
}
