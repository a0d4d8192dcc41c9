// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A handler that says null")
class NullsTest {
  private static final int TASKS = 20;

  private static final class WithoutMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("not even that");
    }
  }

  static Stream<Arguments> ends() {
    return Stream.of("", "key")
        .flatMap(
            key ->
                Stream.of(
                    end("a dead letter", key, Outcome.deadLetter(null)),
                    end("a drop", key, Outcome.drop(null)),
                    end("a retry", key, Outcome.retry(Failure.of("db", null))),
                    end(
                        "a retry after",
                        key,
                        new Outcome.RetryAfter(new Failure(null, null, null), Duration.ZERO)),
                    end(
                        "a dead letter in full",
                        key,
                        new Outcome.DeadLetter(new Failure(null, null, null))),
                    failure("an exception", key, new RuntimeException((String) null)),
                    failure("an exception that throws", key, new WithoutMessage())));
  }

  private static Arguments end(String what, String key, Outcome outcome) {
    BiConsumer<World, String> end = (world, id) -> world.tasks.end(id, outcome);
    return Arguments.of(what, key, end);
  }

  private static Arguments failure(String what, String key, Exception problem) {
    BiConsumer<World, String> end =
        (world, id) -> world.tasks.fail(id, new CompletionException(null, problem));
    return Arguments.of(what, key, end);
  }

  @ParameterizedTest(name = "{0}, ordering key ''{1}''")
  @MethodSource("ends")
  void leaves_no_task_behind(String what, String key, BiConsumer<World, String> end) {
    var world = new World(4);
    for (int number = 0; number < TASKS; number++) {
      world.subscription.publish("t" + number, key);
    }
    for (int step = 0; step < 4000 && !world.subscription.empty(); step++) {
      for (var id : world.tasks.running()) {
        if (id.equals("t0")) {
          end.accept(world, id);
        } else {
          world.tasks.end(id, Outcome.ack());
        }
      }
      world.seconds(0.5);
    }
    assertThat(world.subscription.leased()).isEmpty();
    assertThat(world.subscription.acknowledged()).hasSize(TASKS);
    assertThat(world.loop.report().status().busy()).isZero();
  }
}
