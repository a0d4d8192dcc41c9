// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.fixtures.RulesBuilder;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A worker of four slots whose tasks fail in 0.1 s")
class PoisonTest {
  private static final int POISONED = 500;
  private static final int HEALTHY = 20;

  private final Map<String, Integer> runs = new HashMap<>();
  private boolean away;
  private Outcome failed = Outcome.retry(Failure.of("x", "It broke."));

  private World world(Consumer<RulesBuilder> change) {
    return new World(4, change, InFlight.NONE, (timer, tasks) -> runner(timer));
  }

  private TaskRunner runner(VirtualTimer timer) {
    return (task, context) -> {
      runs.merge(task.id(), 1, Integer::sum);
      var result = new CompletableFuture<Outcome>();
      var outcome = away || task.id().startsWith("bad") ? failed : Outcome.ack();
      timer.after(Duration.ofMillis(100), () -> result.complete(outcome));
      return result;
    };
  }

  private static void publish(World world, String kind, int tasks) {
    IntStream.range(0, tasks).forEach(n -> world.subscription.publish(kind + n));
  }

  private static int secondsUntilAreDone(int tasks, World world) {
    int seconds = 0;
    while (world.subscription.acknowledged().size() < tasks && seconds < 3600) {
      world.seconds(1);
      seconds++;
    }
    return seconds;
  }

  @ParameterizedTest(name = "what failed comes again before what was not delivered yet: {0}")
  @ValueSource(booleans = {false, true})
  void does_those_behind_500_that_never_succeed_after_a_run_of_each(boolean first) {
    var world = world(rules -> rules.deadLetters = false);
    world.subscription.redeliverFirst(first);
    publish(world, "bad-", POISONED);
    publish(world, "good-", HEALTHY);
    assertThat(secondsUntilAreDone(HEALTHY, world)).isLessThan(800);
    assertThat(runs()).isLessThan(POISONED * 3 / 2);
  }

  @ParameterizedTest(name = "{0} s, {1} tasks")
  @CsvSource({"10,200", "60,20", "60,200", "600,200", "600,2000"})
  void gives_no_task_up_while_what_they_need_is_away(int seconds, int tasks) {
    var world = world(rules -> rules.maxAttempts = 5);
    away = true;
    publish(world, "good-", tasks);
    world.seconds(seconds);
    away = false;
    assertThat(secondsUntilAreDone(tasks, world)).isLessThan(120);
    assertThat(world.deadLetters).isEmpty();
  }

  @ParameterizedTest(name = "{0} s, {1} tasks")
  @CsvSource({"10,200", "60,20", "60,200", "600,200", "600,2000"})
  void gives_no_task_up_while_a_server_asks_to_be_left_alone_for_a_second(int seconds, int tasks) {
    failed = new Outcome.RetryAfter(Failure.of("http", "503"), Duration.ofSeconds(1));
    gives_no_task_up_while_what_they_need_is_away(seconds, tasks);
  }

  private int runs() {
    return runs.values().stream().mapToInt(Integer::intValue).sum();
  }
}
