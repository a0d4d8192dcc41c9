// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The numbers of a decision, as a person follows them. */
final class ArithmeticTest {
  private static Arithmetic of(Scene scene) {
    return Arithmetic.of(scene.policy(), scene.observation().pods(), scene.decide());
  }

  @Test
  void eight_tasks_per_second_of_five_seconds_are_40_slots_and_with_room_for_chance_11_pods() {
    var numbers = of(Scene.of(11).arriving(8));

    assertThat(numbers.arrivalRate()).isCloseTo(8, within(0.2));
    assertThat(numbers.busySlots()).isCloseTo(40, within(2.0));
    assertThat(numbers.podsForArrivals()).isEqualTo(11);
    assertThat(numbers.demand()).isEqualTo(11);
    assertThat(numbers.guarded()).isEqualTo(11);
    assertThat(numbers.decided()).isEqualTo(11);
    assertThat(numbers.binds()).isEqualTo("nothing");
  }

  @Test
  void a_queue_calls_for_the_pods_that_work_it_off_in_time() {
    var numbers = of(Scene.of(11).arriving(8).saturated().waiting(700));

    assertThat(numbers.queued()).isGreaterThan(600);
    assertThat(numbers.demand()).isEqualTo(numbers.podsForQueue()).isEqualTo(39);
  }

  @Test
  void without_a_limit_of_its_user_a_pool_would_have_what_the_guards_let_it_have() {
    var scene = Scene.of(5).arriving(3).lately(8);
    scene.max = 6;
    var numbers = of(scene);

    assertThat(numbers.guarded()).isEqualTo(16);
    assertThat(numbers.decided()).isEqualTo(6);
    assertThat(numbers.binds()).isEqualTo("limit");
    assertThat(numbers.reason()).isEqualTo("Maximum");
  }

  @Test
  void without_a_guard_a_pool_would_have_what_its_tasks_call_for() {
    var scene = Scene.of(5).arriving(3).lately(8);
    scene.failing = 0.9;
    var numbers = of(scene);

    assertThat(numbers.demand()).isGreaterThan(5);
    assertThat(numbers.guarded()).isEqualTo(5);
    assertThat(numbers.binds()).isEqualTo("guard");
  }

  @Test
  void a_pinned_pool_says_what_it_would_have_otherwise() {
    var scene = Scene.of(5).arriving(3).lately(8);
    scene.pinned = OptionalInt.of(2);
    var numbers = of(scene);

    assertThat(numbers.pinned()).hasValue(2);
    assertThat(numbers.decided()).isEqualTo(2);
    assertThat(numbers.guarded()).isEqualTo(16);
  }
}
