// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.fixtures.Tasks;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The credit of a stream of a worker with 16 slots")
class FlowControlWindowTest {
  /** Of a task without a byte. */
  private static final Delivery DELIVERY = new Delivery("delivery", Tasks.of(""), 0);

  @ParameterizedTest(name = "{0}: exceeds is {5}, short is {6}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # because                               | limit | arrived | put off | wanted | exceeds | short
          nothing has arrived and all is free     |    16 |       0 |       0 |     16 | false   | false
          every slot runs a task                  |    16 |      16 |       0 |      0 | false   | false
          it allows more than is wanted           |    16 |       4 |       0 |      0 | true    | false
          one task put off is not noticed         |    16 |       2 |       1 |     15 | false   | false
          two tasks put off are missed            |    16 |       2 |       2 |     16 | false   | true
          what is put off will make too much room |    16 |       2 |       2 |     15 | true    | false
          one slot of other tasks is not noticed  |    15 |       0 |       0 |     16 | false   | false
          two slots of other tasks are missed     |    14 |       0 |       0 |     16 | false   | true
          two tasks wait for their next run       |    16 |      16 |       0 |      2 | false   | true
          """)
  void fits(
      String because,
      int limit,
      int arrived,
      int putOff,
      int wanted,
      boolean exceeds,
      boolean isShort) {
    var credit = new FlowControlWindow(limit, Long.MAX_VALUE);
    credit.arrived(Collections.nCopies(arrived, DELIVERY));
    IntStream.range(0, putOff).forEach(n -> place(credit).postpone());

    assertThat(credit.exceeds(wanted)).isEqualTo(exceeds);
    assertThat(credit.isShortOf(wanted, 16)).isEqualTo(isShort);
  }

  /** Else a worker that wants none would get the next in its place, give that back, and so on. */
  @Test
  void exceeds_what_is_wanted_as_soon_as_a_task_is_on_its_way_back() {
    var credit = new FlowControlWindow(1, Long.MAX_VALUE);
    credit.arrived(List.of(DELIVERY));
    var place = place(credit);
    assertThat(credit.exceeds(0)).isFalse();
    place.goesBack();
    assertThat(credit.exceeds(0)).isTrue();
    assertThat(credit.room()).isZero();
    place.release();
    assertThat(credit.room()).isEqualTo(1);
    assertThat(credit.exceeds(1)).isFalse();
  }

  @Test
  void is_not_confused_by_ends_that_are_told_twice() {
    var credit = new FlowControlWindow(2, Long.MAX_VALUE);
    credit.arrived(List.of(DELIVERY, DELIVERY));
    var place = place(credit);
    place.goesBack();
    place.goesBack();
    place.release();
    place.release();
    place.postpone();
    place.goesBack();
    assertThat(credit.room()).isEqualTo(1);
    assertThat(credit.exceeds(1)).isFalse();
  }

  @Test
  void has_room_for_bytes_until_those_in_hand_reach_its_limit_and_counts_those_put_off() {
    var credit = new FlowControlWindow(16, 5);
    var task = new Delivery("delivery", Tasks.of("four"), 0);
    credit.arrived(List.of(task));
    assertThat(credit.hasRoomForBytes()).isTrue();
    credit.arrived(List.of(task));
    assertThat(credit.hasRoomForBytes()).isFalse();
    var first = place(credit, task);
    first.release();
    first.release();
    assertThat(credit.hasRoomForBytes()).isTrue();
    credit.arrived(List.of(task));
    place(credit, task).postpone();
    assertThat(credit.hasRoomForBytes()).isFalse();
  }

  private static Permit place(FlowControlWindow credit) {
    return place(credit, DELIVERY);
  }

  private static Permit place(FlowControlWindow credit, Delivery task) {
    return credit.place(task, new ByteBudget(1).arrived(List.of(task), false).apply(task));
  }
}
