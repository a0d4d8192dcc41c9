// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.fixtures.RulesBuilder;
import dev.taskworkers.worker.fixtures.SharedSubscription;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName(
    "Among twenty workers with a backlog of 10 000 tasks of 5 s, one that refuses each in 2 ms")
class BlackHoleTest {
  private static final int TASKS = 10_000;
  private static final Duration REPLACED_AFTER = Duration.ofSeconds(60);

  /** How the broken pod refuses. */
  enum Refusal {
    /** Nothing listens. */
    REFUSED(NoAnswerException.unseen("No connection.", new IOException("refused")), false),
    /** A proxy takes the connection for a server that is not there. */
    REFUSED_BY_A_PROXY(
        NoAnswerException.unseen("No connection.", new IOException("refused")), true),
    /** The server takes each request and hangs up. */
    BROKEN_OFF(NoAnswerException.brokenOff("It hung up.", new IOException("reset")), true),
    /** The server says 500, or a proxy says 503 for it. */
    FAILED(Outcome.retry(Failure.of("http", "500"))),
    /** The server, or a proxy for it, says 503 and when it hopes to be there again. */
    FAILED_FOR_A_SECOND(new Outcome.RetryAfter(Failure.of("http", "503"), Duration.ofSeconds(1)));

    private final CompletableFuture<Outcome> answer;
    private final boolean reachable;

    Refusal(Outcome answer) {
      this.answer = CompletableFuture.completedFuture(answer);
      reachable = true;
    }

    Refusal(Exception instead, boolean reachable) {
      answer = CompletableFuture.failedFuture(instead);
      this.reachable = reachable;
    }
  }

  private final VirtualTimer timer = new VirtualTimer();
  private int deadLetters;

  @ParameterizedTest(name = "as {0}, deliveries counted: {1}")
  @CsvSource({
    "REFUSED,false",
    "REFUSED,true",
    "REFUSED_BY_A_PROXY,false",
    "REFUSED_BY_A_PROXY,true",
    "BROKEN_OFF,false",
    "BROKEN_OFF,true",
    "FAILED,false",
    "FAILED,true",
    "FAILED_FOR_A_SECOND,false",
    "FAILED_FOR_A_SECOND,true"
  })
  @DisplayName("costs no task, and hardly any time until it is replaced")
  void costs_no_task(Refusal refusal, boolean counted) {
    var subscription = new SharedSubscription(timer, counted);
    IntStream.range(0, TASKS).forEach(n -> subscription.publish("task-" + n));
    IntStream.range(0, 19).forEach(n -> worker(subscription, n, Optional.empty()));
    var broken = worker(subscription, 19, Optional.of(refusal));
    timer.advance(REPLACED_AFTER);
    broken.leaveNow("it is replaced");
    worker(subscription, 20, Optional.empty());
    timer.advance(Duration.ofMinutes(10).minus(REPLACED_AFTER));

    assertThat(deadLetters).isZero();
    assertThat(subscription.acknowledged()).hasSizeGreaterThanOrEqualTo(9_300);
    assertThat(subscription.deliveries()).isLessThan(TASKS + 100);
  }

  private TaskLoop worker(SharedSubscription subscription, int seed, Optional<Refusal> refusal) {
    var random = new Random(seed);
    TaskRunner runner =
        (task, context) -> {
          var result = new CompletableFuture<Outcome>();
          if (refusal.isPresent()) {
            timer.after(
                Duration.ofMillis(2),
                () ->
                    refusal
                        .get()
                        .answer
                        .whenComplete(
                            (outcome, problem) -> {
                              if (problem == null) {
                                result.complete(outcome);
                              } else {
                                result.completeExceptionally(problem);
                              }
                            }));
          } else {
            var took = Duration.ofMillis((long) (5000 * (0.7 + 0.6 * random.nextDouble())));
            timer.after(took, () -> result.complete(Outcome.ack()));
          }
          return result;
        };
    Optional<String> problem = refusal.filter(how -> !how.reachable).map(how -> "Nothing listens.");
    var rules = new RulesBuilder();
    rules.maxAttempts = 5;
    var loop =
        new TaskLoop(
            rules.build(4),
            new LoopDependencies(
                subscription,
                letter -> {
                  deadLetters++;
                  return CompletableFuture.completedFuture(null);
                },
                InFlight.NONE,
                runner,
                () -> CompletableFuture.completedFuture(problem),
                timer,
                timer,
                random::nextDouble));
    loop.start();
    return loop;
  }
}
