// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.execution.UndecidedException;
import dev.taskworkers.worker.fixtures.TestContext;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A batch")
class BatchRunnerTest {
  private final VirtualTimer timer = new VirtualTimer();
  private final List<List<String>> batches = new ArrayList<>();

  @Test
  void begins_when_it_is_full() {
    var runner = runner(batch -> batch.stream().map(item -> Outcome.ack()).toList());
    for (var id : List.of("a", "b", "c", "d")) {
      run(runner, id);
    }
    assertThat(batches).containsExactly(List.of("a", "b", "c"));
  }

  @Test
  void begins_so_long_after_its_first_task_though_it_is_not_full() {
    var runner = runner(batch -> batch.stream().map(item -> Outcome.ack()).toList());
    run(runner, "a");
    timer.advance(Duration.ofMillis(60));
    run(runner, "b");
    assertThat(batches).isEmpty();
    timer.advance(Duration.ofMillis(40));
    assertThat(batches).containsExactly(List.of("a", "b"));
    run(runner, "c");
    timer.advance(Duration.ofMillis(99));
    assertThat(batches).hasSize(1);
    timer.advance(Duration.ofMillis(1));
    assertThat(batches).containsExactly(List.of("a", "b"), List.of("c"));
  }

  @Test
  void ends_each_task_with_its_own_outcome() {
    var runner = runner(batch -> List.of(Outcome.ack(), Outcome.drop("no"), Outcome.ack()));
    run(runner, "a");
    var b = run(runner, "b");
    var c = run(runner, "c");
    assertThat(b).isCompletedWithValue(Outcome.drop("no"));
    assertThat(c).isCompletedWithValue(Outcome.ack());
  }

  @Test
  void fails_as_a_whole_when_its_handler_throws() {
    var runner =
        runner(
            batch -> {
              throw new IllegalArgumentException("no");
            });
    var a = run(runner, "a");
    timer.advance(Duration.ofMillis(100));
    assertThat(((Outcome.Retry) a.join()).failure().toString())
        .isEqualTo("java.lang.IllegalArgumentException: no");
  }

  @Test
  void fails_as_a_whole_when_an_outcome_is_missing() {
    var runner = runner(batch -> List.of());
    var a = run(runner, "a");
    timer.advance(Duration.ofMillis(100));
    assertThat(((Outcome.Retry) a.join()).failure().message())
        .contains("The handler said 0 outcomes for a batch of 1 tasks");
  }

  @Test
  void begins_without_a_task_that_is_not_wanted_any_more() {
    var runner = runner(batch -> batch.stream().map(item -> Outcome.ack()).toList());
    var context = new TestContext();
    var a = runner.run(task("a"), context);
    run(runner, "b");
    context.cancel();
    timer.advance(Duration.ofMillis(100));
    assertThat(batches).containsExactly(List.of("b"));
    assertThat(a.join()).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void is_halved_when_it_fails_until_the_bad_task_is_alone() {
    var runner = runner(failingAt("b"));
    var a = run(runner, "a");
    var b = run(runner, "b");
    var c = run(runner, "c");
    assertThat(batches)
        .containsExactly(
            List.of("a", "b", "c"), List.of("a"), List.of("b", "c"), List.of("b"), List.of("c"));
    assertThat(a).isCompletedWithValue(Outcome.ack());
    isFailure(b);
    assertThat(c).isCompletedWithValue(Outcome.ack());
  }

  @Test
  void is_halved_when_a_server_refuses_it_as_a_whole() {
    var runner =
        runner(
            batch -> {
              throw new BatchRefusal(new Outcome.DeadLetter(Failure.of("http", "422")));
            });
    var a = run(runner, "a");
    timer.advance(Duration.ofMillis(100));
    assertThat(a.join()).isInstanceOf(Outcome.DeadLetter.class);
  }

  @Test
  void is_dropped_to_its_last_task_when_a_server_wants_none_of_them() {
    var runner =
        runner(
            8,
            batch -> {
              throw new BatchRefusal(Outcome.drop("http 409"));
            });
    var all = Stream.of("a", "b", "c", "d", "e", "f", "g", "h").map(id -> run(runner, id)).toList();
    assertThat(all)
        .allSatisfy(each -> assertThat(each).isCompletedWithValue(Outcome.drop("http 409")));
  }

  @Test
  void comes_back_as_a_whole_when_a_server_asks_for_another_time() {
    var later = new Outcome.RetryAfter(Failure.of("http", "429"), Duration.ofSeconds(7));
    var runner =
        runner(
            batch -> {
              throw new BatchRefusal(later);
            });
    var all = List.of(run(runner, "a"), run(runner, "b"), run(runner, "c"));
    assertThat(batches).hasSize(1);
    assertThat(all).allSatisfy(each -> assertThat(each).isCompletedWithValue(later));
  }

  @Test
  void is_tried_no_further_when_three_of_its_tasks_in_a_row_fail_alone() {
    var runner = runner(8, failingAt("a", "b", "c", "d", "e", "f", "g", "h"));
    var all = new ArrayList<CompletableFuture<Outcome>>();
    for (var id : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
      all.add(run(runner, id));
    }
    assertThat(batches.stream().filter(batch -> batch.size() == 1)).hasSize(3);
    assertThat(all.subList(0, 3)).allSatisfy(BatchRunnerTest::isFailure);
    assertThat(all.subList(3, 8)).allSatisfy(BatchRunnerTest::isUndecided);
  }

  @Test
  void blames_none_of_its_tasks_when_it_runs_out_of_time_and_runs_them_alone_then() {
    var contexts = List.of(new TestContext(), new TestContext(), new TestContext());
    var runner =
        runner(
            batch -> {
              if (batch.size() > 1) {
                contexts.get(1).timeOut();
                throw new InterruptedException();
              }
              return List.of(Outcome.ack());
            });
    var a = runner.run(task("a"), contexts.get(0));
    var b = runner.run(task("b"), contexts.get(1));
    var c = runner.run(task("c"), contexts.get(2));
    assertThat(List.of(a, b, c)).allSatisfy(BatchRunnerTest::isUndecided);
    batches.clear();
    assertThat(List.of(run(runner, "a"), run(runner, "b")))
        .allSatisfy(each -> assertThat(each).isCompletedWithValue(Outcome.ack()));
    assertThat(batches).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void does_not_wait_for_the_turn_of_a_task_whose_time_ends_before_it() {
    var contexts = List.of(new TestContext(), new TestContext(), new TestContext());
    var ends = new ArrayList<CompletableFuture<Outcome>>();
    var runner =
        runner(
            batch -> {
              if (batch.get(0).task().id().equals("a") && batch.size() == 1) {
                contexts.get(1).timeOut();
                assertThat(ends.get(1)).isDone();
                isUndecided(ends.get(1));
              }
              return failingAt("c").handle(batch);
            });
    ends.add(runner.run(task("a"), contexts.get(0)));
    ends.add(runner.run(task("b"), contexts.get(1)));
    ends.add(runner.run(task("c"), contexts.get(2)));

    assertThat(batches).containsExactly(List.of("a", "b", "c"), List.of("a"), List.of("c"));
    assertThat(ends.get(0)).isCompletedWithValue(Outcome.ack());
    isFailure(ends.get(2));
  }

  @Test
  void is_halved_for_what_the_handler_throws_whatever_the_wall_clock_says_of_its_time() {
    var runner =
        runner(
            batch -> {
              timer.stepWallClock(Duration.ofHours(1));
              return failingAt("b").handle(batch);
            });
    var a = run(runner, "a");
    var b = run(runner, "b");
    var c = run(runner, "c");
    assertThat(List.of(a, c))
        .allSatisfy(each -> assertThat(each).isCompletedWithValue(Outcome.ack()));
    isFailure(b);
  }

  @Test
  void begins_before_half_of_the_time_of_any_of_its_tasks_is_over() {
    var runner = runner(batch -> batch.stream().map(item -> Outcome.ack()).toList());
    run(runner, "a");
    var hasty = new TestContext(timer.now().plusMillis(60));
    var b = runner.run(task("b"), hasty);
    timer.advance(Duration.ofMillis(29));
    assertThat(batches).isEmpty();
    timer.advance(Duration.ofMillis(1));
    assertThat(batches).containsExactly(List.of("a", "b"));
    assertThat(b).isCompletedWithValue(Outcome.ack());
    run(runner, "c");
    timer.advance(Duration.ofMillis(99));
    assertThat(batches).hasSize(1);
    timer.advance(Duration.ofMillis(1));
    assertThat(batches).hasSize(2);
  }

  @Test
  void blames_none_of_its_tasks_when_the_server_breaks_off_and_runs_them_alone_then() {
    var runner =
        runner(
            batch -> {
              throw NoAnswerException.brokenOff("It broke.", new IOException());
            });
    var all = List.of(run(runner, "a"), run(runner, "b"), run(runner, "c"));
    assertThat(all).allSatisfy(each -> assertThat(begun(each)).isFalse());
    assertThat(begun(run(runner, "b"))).isTrue();
  }

  @Property
  void is_done_within_twice_as_many_runs_as_it_has_tasks_except_for_the_bad(
      @ForAll @Size(min = 1, max = 60) List<Boolean> bad) {
    batches.clear();
    var names = new ArrayList<String>();
    for (int number = 0; number < bad.size(); number++) {
      names.add((bad.get(number) ? "bad-" : "good-") + number);
    }
    var failing = names.stream().filter(name -> name.startsWith("bad")).toArray(String[]::new);
    var runner = runner(bad.size(), failingAt(failing));
    var all = names.stream().map(name -> run(runner, name)).toList();
    assertThat(batches.size()).isLessThan(2 * bad.size());
    for (int number = 0; number < bad.size(); number++) {
      assertThat(all.get(number)).isDone();
      if (all.get(number).isCompletedExceptionally()) {
        isUndecided(all.get(number));
      } else {
        assertThat(all.get(number).join() instanceof Outcome.Retry).isEqualTo(bad.get(number));
      }
    }
  }

  private static BatchTaskHandler failingAt(String... bad) {
    return batch -> {
      if (batch.stream().anyMatch(item -> List.of(bad).contains(item.task().id()))) {
        throw new IllegalStateException("duplicate key");
      }
      return batch.stream().map(item -> Outcome.ack()).toList();
    };
  }

  private static void isFailure(CompletableFuture<Outcome> task) {
    assertThat(task.join()).isInstanceOf(Outcome.Retry.class);
  }

  private static void isUndecided(CompletableFuture<Outcome> task) {
    assertThat(problem(task)).isInstanceOf(UndecidedException.class);
  }

  private static boolean begun(CompletableFuture<Outcome> task) {
    return ((NoAnswerException) problem(task)).begun();
  }

  private static Throwable problem(CompletableFuture<Outcome> task) {
    return catchThrowableOfType(CompletionException.class, task::join).getCause();
  }

  private BatchRunner runner(BatchTaskHandler handler) {
    return runner(3, handler);
  }

  private BatchRunner runner(int size, BatchTaskHandler handler) {
    return new BatchRunner(
        new BatchHandler(
            batch -> {
              batches.add(batch.stream().map(item -> item.task().id()).toList());
              return handler.handle(batch);
            },
            new BatchLimits(size, Duration.ofMillis(100)),
            Optional::empty),
        Runnable::run,
        timer);
  }

  private static CompletableFuture<Outcome> run(BatchRunner runner, String id) {
    return runner.run(task(id), new TestContext());
  }

  private static Task task(String id) {
    return new Task(id, Payload.of("x"), Map.of(), "", Instant.parse("2026-01-01T00:00:00Z"));
  }
}
