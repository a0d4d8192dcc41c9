// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The timers of a loop")
@Label("The timers of a loop")
class LoopTimersTest {
  private final VirtualTimer clock = new VirtualTimer();
  private final LoopTimers timers = new LoopTimers(clock);
  private final List<Integer> ran = new ArrayList<>();

  @Test
  void let_the_loop_sleep_until_the_first_of_them_is_due() {
    assertThat(timers.firstDue()).isEqualTo(Moment.NEVER);
    call(20, 1);
    var first = call(10, 2);
    assertThat(untilFirst()).isEqualTo(Duration.ofMillis(10));
    clock.advance(Duration.ofMillis(4));
    assertThat(untilFirst()).isEqualTo(Duration.ofMillis(6));
    first.cancel();
    assertThat(untilFirst()).isEqualTo(Duration.ofMillis(16));
  }

  @Test
  void run_nothing_before_it_is_due() {
    call(10, 1);
    clock.advance(Duration.ofNanos(9_999_999));
    timers.runDue();
    assertThat(ran).isEmpty();
    clock.advance(Duration.ofNanos(1));
    timers.runDue();
    timers.runDue();
    assertThat(ran).containsExactly(1);
  }

  @Test
  void run_what_another_one_of_them_adds_when_that_is_due_too() {
    timers.after(Duration.ZERO, () -> call(0, 1));
    timers.runDue();
    assertThat(ran).containsExactly(1);
  }

  @Test
  void do_not_run_what_another_one_that_is_due_as_well_calls_off() {
    var later = new ArrayList<Cancellable>();
    timers.after(Duration.ofMillis(1), () -> later.get(0).cancel());
    later.add(call(2, 1));
    clock.advance(Duration.ofMillis(5));
    timers.runDue();
    assertThat(ran).isEmpty();
    assertThat(timers.firstDue()).isEqualTo(Moment.NEVER);
  }

  @Property(tries = 200)
  void run_in_the_order_in_which_they_are_due_and_among_equals_in_their_own(
      @ForAll @Size(max = 30) List<@IntRange(max = 5) Integer> delays) {
    ran.clear();
    for (int n = 0; n < delays.size(); n++) {
      call(delays.get(n), n);
    }
    clock.advance(Duration.ofMillis(5));
    timers.runDue();
    assertThat(ran)
        .isEqualTo(
            IntStream.range(0, delays.size())
                .boxed()
                .sorted(Comparator.comparing(delays::get))
                .toList());
  }

  private Duration untilFirst() {
    return clock.moment().until(timers.firstDue());
  }

  private Cancellable call(int millis, int number) {
    return timers.after(Duration.ofMillis(millis), () -> ran.add(number));
  }
}
