package dev.taskworkers.worker.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.fixtures.TestContext;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import dev.taskworkers.worker.handlers.BatchHandler;
import dev.taskworkers.worker.handlers.BatchLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A batch")
class BatchRunnerTest {
  private final VirtualTimer timer = new VirtualTimer();
  private final List<List<String>> batches = new ArrayList<>();

  @Test
  void beginsWhenItIsFull() {
    var runner = runner(batch -> batch.stream().map(item -> Outcome.ack()).toList());
    for (var id : List.of("a", "b", "c", "d")) {
      run(runner, id);
    }
    assertThat(batches).containsExactly(List.of("a", "b", "c"));
  }

  @Test
  void beginsSoLongAfterItsFirstTaskThoughItIsNotFull() {
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
  void endsEachTaskWithItsOwnOutcome() {
    var runner = runner(batch -> List.of(Outcome.ack(), Outcome.drop("no"), Outcome.ack()));
    run(runner, "a");
    var b = run(runner, "b");
    var c = run(runner, "c");
    assertThat(b).isCompletedWithValue(Outcome.drop("no"));
    assertThat(c).isCompletedWithValue(Outcome.ack());
  }

  @Test
  void failsAsAWholeWhenItsHandlerThrows() {
    var runner =
        runner(
            batch -> {
              throw new IllegalArgumentException("no");
            });
    var a = run(runner, "a");
    timer.advance(Duration.ofMillis(100));
    assertThat(a)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withRootCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void failsAsAWholeWhenAnOutcomeIsMissing() {
    var runner = runner(batch -> List.of());
    var a = run(runner, "a");
    timer.advance(Duration.ofMillis(100));
    assertThat(a)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("The handler said 0 outcomes for a batch of 1 tasks");
  }

  @Test
  void beginsWithoutATaskThatIsNotWantedAnyMore() {
    var runner = runner(batch -> batch.stream().map(item -> Outcome.ack()).toList());
    var context = new TestContext();
    var a = runner.run(task("a"), context);
    run(runner, "b");
    context.cancel();
    timer.advance(Duration.ofMillis(100));
    assertThat(batches).containsExactly(List.of("b"));
    assertThat(a.join()).isInstanceOf(Outcome.Retry.class);
  }

  private BatchRunner runner(BatchTaskHandler handler) {
    return new BatchRunner(
        new BatchHandler(
            batch -> {
              batches.add(batch.stream().map(item -> item.task().id()).toList());
              return handler.handle(batch);
            },
            new BatchLimits(3, Duration.ofMillis(100)),
            timer,
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
