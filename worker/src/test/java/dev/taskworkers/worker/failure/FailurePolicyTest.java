// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.runtime.Backoff;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A failed task")
class FailurePolicyTest {
  private static final Failure FAILURE = Failure.of("x", "It broke.");
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(10));

  @ParameterizedTest(name = "{0} in attempt {1} of at most {2}, dead letters {3}: {4}")
  @CsvSource({
    "ack,1,3,true,Acknowledge",
    "drop,1,3,true,Discard",
    "dead,1,3,true,Forward",
    "dead,1,3,false,Nack 600",
    "retry,1,3,true,Nack 15",
    "retry,2,3,true,Nack 25",
    "retry,3,3,true,Forward",
    "retry,3,3,false,Nack 600",
    "retry,9,100,true,Nack 305",
    "after 7,1,3,true,Nack 7",
    "after 900,1,3,true,Nack 600",
    "after 7,3,3,true,Forward",
    "later 7,1,3,true,Nack 7 unfailed",
    "later 900,1,3,true,Nack 600 unfailed",
    "later 7,3,3,true,Forward",
    "later 7,3,3,false,Nack 600 unfailed"
  })
  void is_settled(String outcome, int attempt, int most, boolean deadLetters, String settlement) {
    var policy = new FailurePolicy(most, BACKOFF, deadLetters);
    assertThat(describe(policy.settle(outcome(outcome), attempt, 0.5))).isEqualTo(settlement);
  }

  @Property(seed = "1")
  void comes_back_after_a_time_between_the_least_and_the_most(
      @ForAll @IntRange(min = 1, max = 1_000_000) int attempt,
      @ForAll @DoubleRange(min = 0, max = 1) double random) {
    assertThat(BACKOFF.delay(attempt, random)).isBetween(BACKOFF.min(), BACKOFF.max());
  }

  private static Outcome outcome(String text) {
    return switch (text) {
      case "ack" -> Outcome.ack();
      case "drop" -> Outcome.drop("no need");
      case "dead" -> new Outcome.DeadLetter(FAILURE);
      case "retry" -> Outcome.retry(FAILURE);
      default -> {
        var words = text.split(" ");
        var delay = Duration.ofSeconds(Long.parseLong(words[1]));
        yield words[0].equals("later")
            ? Outcome.retry(delay)
            : new Outcome.RetryAfter(FAILURE, delay);
      }
    };
  }

  private static String describe(Settlement settlement) {
    return settlement.getClass().getSimpleName()
        + (settlement instanceof Settlement.Nack later
            ? " " + later.delay().toSeconds() + (later.failure().isEmpty() ? " unfailed" : "")
            : "");
  }
}
