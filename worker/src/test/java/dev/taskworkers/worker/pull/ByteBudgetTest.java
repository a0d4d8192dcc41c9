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
    budget.arrived(List.of(delivery("a", 100)));
    assertThat(budget.tasks(16)).isEqualTo(16);
  }

  @Test
  void has_room_for_as_many_large_tasks_as_fit() {
    budget.arrived(List.of(delivery("a", 4 * MB)));
    assertThat(budget.tasks(16)).isEqualTo(2);
    budget.arrived(List.of(delivery("b", 4 * MB), delivery("c", 4 * MB)));
    assertThat(budget.tasks(16)).isZero();
    budget.ended("a");
    assertThat(budget.tasks(16)).isEqualTo(1);
  }

  @Test
  void counts_attributes() {
    var attributes = Map.of("k".repeat(MB), "v".repeat(MB));
    var task = new Task("a", Payload.of(""), attributes, "", Instant.EPOCH);
    budget.arrived(List.of(new Delivery("a", task, 0)));
    assertThat(budget.tasks(16)).isEqualTo(6);
  }

  @Test
  void forgets_a_large_task_among_small_ones() {
    budget.arrived(List.of(delivery("large", 8 * MB)));
    budget.ended("large");
    assertThat(budget.tasks(16)).isEqualTo(1);
    IntStream.range(0, 300)
        .forEach(
            n -> {
              budget.arrived(List.of(delivery("small", 100)));
              budget.ended("small");
            });
    assertThat(budget.tasks(16)).isEqualTo(16);
  }

  @Test
  void is_not_confused_by_ends_that_are_told_twice() {
    budget.arrived(List.of(delivery("a", 4 * MB), delivery("b", 4 * MB)));
    budget.ended("a");
    budget.ended("a");
    budget.ended("never-seen");
    assertThat(budget.tasks(16)).isEqualTo(2);
  }

  @Test
  void lets_a_stream_have_what_is_left_while_that_is_half_of_it_at_least() {
    assertThat(budget.forStream()).isEqualTo(14 * MB);
    budget.arrived(List.of(delivery("a", 4 * MB)));
    assertThat(budget.forStream()).isEqualTo(10 * MB);
    assertThat(budget.isWorthAStream()).isTrue();
    budget.arrived(List.of(delivery("b", 8 * MB)));
    assertThat(budget.isWorthAStream()).isFalse();
  }

  @Test
  void takes_one_more_for_which_the_others_wait_and_another_when_that_one_has_ended() {
    budget.arrived(List.of(delivery("a", 14 * MB)));
    assertThat(budget.tasks(16)).isZero();
    assertThat(budget.grantsOneMore()).isTrue();
    budget.arrived(List.of(delivery("b", MB)));
    assertThat(budget.grantsOneMore()).isFalse();
    budget.ended("b");
    assertThat(budget.grantsOneMore()).isTrue();
  }

  /** Whatever comes, the worker never stops, and never holds much more than its budget. */
  @Property(tries = 300)
  void always_goes_on_and_holds_at_most_one_answer_beyond_it(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 10 * MB) Integer> sizes) {
    var budget = new ByteBudget(14 * MB);
    var inHand = new ArrayDeque<Integer>();
    var number = 0;
    var first = 0;
    for (var size : sizes) {
      while (budget.tasks(1) == 0) {
        assertThat(inHand).isNotEmpty();
        inHand.remove();
        budget.ended("task-" + first++);
      }
      budget.arrived(List.of(delivery("task-" + number++, size)));
      inHand.add(size);
      var bytes = inHand.stream().mapToLong(Integer::longValue).sum();
      assertThat(bytes).isLessThanOrEqualTo(24 * MB);
    }
  }

  private static Delivery delivery(String ackId, int size) {
    var task = new Task(ackId, Payload.of(new byte[size]), Map.of(), "", Instant.EPOCH);
    return new Delivery(ackId, task, 0);
  }
}
