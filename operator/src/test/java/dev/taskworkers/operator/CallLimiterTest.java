// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may call when, and what one tenant's calls cost another. */
final class CallLimiterTest {
  private final List<SettableFuture<String>> underWay = new ArrayList<>();

  private SettableFuture<String> begin() {
    var call = SettableFuture.<String>create();
    underWay.add(call);
    return call;
  }

  private static CallLimiter limiter(int atOnce, int ofEach) {
    return new CallLimiter(atOnce, ofEach, MoreExecutors.directExecutor());
  }

  @Test
  void no_more_calls_are_under_way_than_may_be_and_the_others_follow() {
    var turns = limiter(6, 3);
    var results = IntStream.range(0, 5).mapToObj(i -> turns.take("a", this::begin)).toList();
    assertThat(underWay).hasSize(3);

    underWay.get(1).set("done");
    assertThat(underWay).hasSize(4);
    assertThat(results.get(1)).isDone();

    underWay.get(0).setException(new IllegalStateException("no"));
    assertThat(underWay).hasSize(5);
    assertThat(results.get(4)).isNotDone();
  }

  @Test
  void a_call_that_fails_at_its_beginning_leaves_its_turn_to_the_next() {
    var turns = limiter(6, 3);
    for (var i = 0; i < 4; i++) {
      assertThat(
              turns.take(
                  "a",
                  () -> {
                    throw new IllegalStateException("no");
                  }))
          .isDone();
    }
    turns.take("a", this::begin);

    assertThat(underWay).hasSize(1);
  }

  @Test
  void calls_that_never_end_leave_room_for_those_of_others() {
    var turns = limiter(3, 2);
    IntStream.range(0, 5).forEach(i -> turns.take("a", this::begin));
    assertThat(underWay).hasSize(2);

    turns.take("b", this::begin);
    assertThat(underWay).hasSize(3);
  }

  @Test
  void lines_take_turns_however_long_they_are() {
    var turns = limiter(1, 1);
    var begun = new ArrayList<String>();
    for (var tenant : List.of("first", "a", "a", "a", "b")) {
      turns.take(
          tenant,
          () -> {
            begun.add(tenant);
            return begin();
          });
    }
    for (var i = 0; i < underWay.size(); i++) {
      underWay.get(i).set("done");
    }

    assertThat(begun).containsExactly("first", "a", "b", "a", "a");
  }

  @Test
  void who_waits_leaves_as_much_room_to_others_as_he_takes() {
    var turns = new CallLimiter(new Seats(1, 1), 10, MoreExecutors.directExecutor());
    var first = IntStream.range(0, 10).mapToObj(i -> turns.take("a", this::begin)).toList();
    var second = IntStream.range(0, 10).mapToObj(i -> turns.take("b", this::begin)).toList();

    // The first of all is under way.
    assertThat(first.stream().filter(ListenableFuture::isDone)).hasSize(10 - 1 - 5);
    assertThat(second.stream().filter(ListenableFuture::isDone)).hasSize(10 - 3);
  }

  @Test
  void a_call_for_which_there_is_no_thread_fails_and_leaves_its_turn_to_the_next() {
    var threads = new int[] {1};
    var turns =
        new CallLimiter(
            1,
            1,
            call -> {
              if (threads[0]-- == 0) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              call.run();
            });
    assertThat(turns.take("a", this::begin)).isNotDone();
    var second = turns.take("a", this::begin);
    var third = turns.take("a", this::begin);
    underWay.get(0).set("done");

    assertThat(second).isDone();
    assertThat(third).isNotDone();
    assertThat(underWay).hasSize(2);
  }

  @Test
  void the_end_of_a_call_costs_no_more_than_a_look_at_each_tenant_that_waits() {
    var seats = new Seats(4, 2);
    var turns = new CallLimiter(seats, Integer.MAX_VALUE, MoreExecutors.directExecutor());
    for (var tenant = 0; tenant < 1000; tenant++) {
      turns.take("tenant-" + tenant, this::begin);
    }
    var before = seats.looks();
    for (var i = 0; i < 900; i++) {
      underWay.get(i).set("done");
    }

    assertThat(underWay).hasSizeGreaterThan(900);
    assertThat(seats.looks() - before).isLessThan(1000 * 900);
  }
}
