// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.emulator.FastTimer;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.WallTimer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The loop")
@Timeout(180)
class EventLoopTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  private final WallTimer clock = new WallTimer();
  private final EventLoop loop = EventLoop.start(clock);

  @AfterEach
  void stop() {
    loop.close();
    clock.close();
  }

  static Stream<Named<Consumer<EventLoop>>> actions() {
    Runnable defect =
        () -> {
          throw new AssertionError("a defect");
        };
    return Stream.of(
        Named.of("an action", loop -> loop.execute(defect)),
        Named.of("a timer", loop -> loop.after(Duration.ofMillis(1), defect)),
        Named.of(
            "the consumer of a result",
            loop ->
                loop.onResult(
                    CompletableFuture.completedFuture("x"), (value, failure) -> defect.run())),
        Named.of(
            "the consumer of a failure",
            loop ->
                loop.onResult(
                    CompletableFuture.failedFuture(new RuntimeException()),
                    (value, failure) -> defect.run())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("actions")
  void ends_with_what_is_thrown_by(Consumer<EventLoop> action) {
    action.accept(loop);
    assertThat(loop.broken())
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("a defect");
    assertThat(loop.ask(() -> "alive", Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void tells_an_action_one_moment_and_everybody_else_the_clocks() {
    var told = new ArrayList<Moment>();
    loop.execute(
        () -> {
          told.add(loop.moment());
          awaitLater(told.get(0));
          told.add(loop.moment());
          told.add(CompletableFuture.supplyAsync(loop::moment).join());
        });
    var afterwards = loop.moment();
    assertThat(told.get(1)).isEqualTo(told.get(0));
    assertThat(told.get(2)).isGreaterThan(told.get(0));
    assertThat(afterwards).isGreaterThan(told.get(0));
    awaitLater(afterwards);
    loop.execute(() -> told.add(loop.moment()));
    assertThat(told.get(3)).isGreaterThan(afterwards);
  }

  @Test
  void sleeps_for_a_shorter_time_where_its_clock_is_fast() {
    try (var fast = new FastTimer(new FastClock(Instant.now(), 1000));
        var loop = EventLoop.start(fast)) {
      var woken = new CompletableFuture<Boolean>();
      loop.after(SOON.multipliedBy(2), () -> woken.complete(true));
      assertThat(woken).succeedsWithin(SOON);
    }
  }

  private void awaitLater(Moment than) {
    while (!clock.moment().isAfter(than)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void runs_one_action_at_a_time_in_the_order_of_each_thread() throws Exception {
    var ran = new ArrayList<Integer>();
    var done = new CountDownLatch(40_000);
    var threads = new ArrayList<Thread>();
    for (int thread = 0; thread < 4; thread++) {
      var first = thread * 10_000;
      threads.add(
          new Thread(
              () -> {
                for (int number = first; number < first + 10_000; number++) {
                  var mine = number;
                  loop.execute(
                      () -> {
                        ran.add(mine);
                        done.countDown();
                      });
                }
              }));
    }
    threads.forEach(Thread::start);
    assertThat(done.await(90, TimeUnit.SECONDS)).isTrue();
    for (int thread = 0; thread < 4; thread++) {
      var first = thread * 10_000;
      assertThat(ran.stream().filter(n -> n >= first && n < first + 10_000))
          .hasSize(10_000)
          .isSorted();
    }
  }

  @Test
  void calls_back_in_the_order_in_which_it_is_due_and_not_what_was_called_off() throws Exception {
    var ran = new ArrayList<String>();
    var done = new CountDownLatch(1);
    loop.execute(
        () -> {
          loop.after(Duration.ZERO, () -> ran.add("first"));
          loop.after(Duration.ZERO, () -> ran.add("second"));
          // Far apart: what is due is reckoned from its own call, and the thread may be held up.
          loop.after(
              Duration.ofSeconds(1),
              () -> {
                ran.add("late");
                done.countDown();
              });
          loop.after(Duration.ofMillis(20), () -> ran.add("called off")).cancel();
          loop.after(Duration.ofMillis(10), () -> ran.add("soon"));
        });
    assertThat(done.await(90, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).isEqualTo(List.of("first", "second", "soon", "late"));
  }

  @Test
  void calls_back_also_while_its_actions_have_no_end_and_keeps_no_thread_for_them() {
    var over = new CompletableFuture<Void>();
    loop.execute(() -> goOnUntil(over));
    loop.after(Duration.ofMillis(1), () -> over.complete(null));
    assertThat(over).succeedsWithin(SOON);
  }

  @Test
  void runs_an_action_on_the_thread_that_brings_it_and_what_comes_meanwhile_too() {
    var ran = new ArrayList<Thread>();
    loop.execute(
        () -> {
          var other = new Thread(() -> loop.execute(() -> ran.add(Thread.currentThread())));
          other.start();
          joined(other);
          loop.execute(() -> ran.add(Thread.currentThread()));
          assertThat(ran).isEmpty();
        });
    assertThat(ran).containsExactly(Thread.currentThread(), Thread.currentThread());
    assertThat(loop.broken()).isNotDone();
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void keeps_an_interrupt_from_the_actions_and_leaves_it_to_the_thread() {
    Thread.currentThread().interrupt();
    var seen = new ArrayList<Boolean>();
    loop.execute(() -> seen.add(Thread.currentThread().isInterrupted()));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(seen).containsExactly(false);
  }

  @Test
  void is_woken_for_what_is_due_before_the_first_that_it_sleeps_for() {
    loop.after(Duration.ofHours(2), () -> {});
    for (int n = 0; n < 100; n++) {
      loop.after(Duration.ofHours(1), () -> {});
      var each = new CompletableFuture<Void>();
      loop.after(Duration.ofMillis(1), () -> each.complete(null));
      assertThat(each).succeedsWithin(SOON);
    }
  }

  @Test
  void runs_nothing_any_more_once_it_is_closed() {
    var ran = new ArrayList<String>();
    loop.execute(
        () -> {
          loop.execute(() -> ran.add("later"));
          loop.close();
        });
    loop.execute(() -> ran.add("after"));
    assertThat(ran).isEmpty();
  }

  private void goOnUntil(CompletableFuture<Void> over) {
    if (!over.isDone()) {
      loop.execute(() -> goOnUntil(over));
    }
  }
}
