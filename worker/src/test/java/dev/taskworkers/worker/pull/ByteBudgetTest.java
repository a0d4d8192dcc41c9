// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A budget of 14 MB for tasks in hand")
class ByteBudgetTest {
  private static final int MB = 1_000_000;

  private final ByteBudget budget = new ByteBudget(14 * MB);

  @Test
  void takes_the_first_tasks_to_be_as_large_as_may_be() {
    assertThat(budget.tasks(16)).isEqualTo(1);
  }

  @Test
  void has_room_for_all_once_tasks_are_known_to_be_small() {
    arrives(100);
    assertThat(budget.tasks(16)).isEqualTo(16);
  }

  @Test
  void has_room_for_as_many_large_tasks_as_fit() {
    var first = arrives(4 * MB);
    assertThat(budget.tasks(16)).isEqualTo(2);
    budget.arrived(List.of(delivery(4 * MB), delivery(4 * MB)), false);
    assertThat(budget.tasks(16)).isZero();
    first.release();
    assertThat(budget.tasks(16)).isEqualTo(1);
  }

  @Test
  void counts_attributes() {
    var attributes = Map.of("k".repeat(MB), "v".repeat(MB));
    var task = new Task("a", Payload.of(""), attributes, "", Instant.EPOCH);
    budget.arrived(List.of(new Delivery("a", task, 0)), false);
    assertThat(budget.tasks(16)).isEqualTo(6);
  }

  @Test
  void forgets_a_large_task_among_small_ones() {
    arrives(8 * MB).release();
    assertThat(budget.tasks(16)).isEqualTo(1);
    IntStream.range(0, 300).forEach(n -> arrives(100).release());
    assertThat(budget.tasks(16)).isEqualTo(16);
  }

  @Test
  void is_not_confused_by_ends_that_are_told_twice() {
    var first = arrives(4 * MB);
    arrives(4 * MB);
    first.release();
    first.release();
    first.postpone();
    assertThat(budget.tasks(16)).isEqualTo(2);
  }

  @Test
  void lets_a_stream_have_what_is_left_while_that_is_half_of_it_at_least() {
    assertThat(budget.forStream()).isEqualTo(14 * MB);
    arrives(4 * MB);
    assertThat(budget.forStream()).isEqualTo(10 * MB);
    assertThat(budget.isWorthAStream()).isTrue();
    arrives(8 * MB);
    assertThat(budget.isWorthAStream()).isFalse();
  }

  @Test
  void takes_one_more_for_which_the_others_wait_and_another_when_that_one_has_ended() {
    arrives(14 * MB);
    assertThat(budget.tasks(16)).isZero();
    assertThat(budget.grantsOneMore()).isTrue();
    var delivery = delivery(MB);
    var oneMore = budget.arrived(List.of(delivery), true).apply(delivery);
    assertThat(budget.grantsOneMore()).isFalse();
    arrives(MB).release();
    assertThat(budget.grantsOneMore()).isFalse();
    oneMore.release();
    assertThat(budget.grantsOneMore()).isTrue();
  }

  /** Whatever comes, the worker never stops, and never holds much more than its budget. */
  @Property(tries = 300)
  void always_goes_on_and_holds_at_most_one_answer_beyond_it(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 10 * MB) Integer> sizes) {
    var budget = new ByteBudget(14 * MB);
    var inHand = new ArrayDeque<Integer>();
    var permits = new ArrayDeque<Permit>();
    for (var size : sizes) {
      while (budget.tasks(1) == 0) {
        assertThat(inHand).isNotEmpty();
        inHand.remove();
        permits.remove().release();
      }
      permits.add(arrives(budget, size));
      inHand.add(size);
      var bytes = inHand.stream().mapToLong(Integer::longValue).sum();
      assertThat(bytes).isLessThanOrEqualTo(24 * MB);
    }
  }

  private Permit arrives(int size) {
    return arrives(budget, size);
  }

  private static Permit arrives(ByteBudget budget, int size) {
    var delivery = delivery(size);
    return budget.arrived(List.of(delivery), false).apply(delivery);
  }

  private static Delivery delivery(int size) {
    var task = new Task("task", Payload.of(new byte[size]), Map.of(), "", Instant.EPOCH);
    return new Delivery("delivery", task, 0);
  }
}
