// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ScoreTest {
  @Test
  void is_the_median_rate_the_percentiles_of_all_and_the_mean_processor_time() {
    var score = new Score();
    score.addRound(1000, Duration.ofSeconds(1), cpu(Duration.ofMillis(10)));
    score.addRound(9000, Duration.ofSeconds(1), cpu(Duration.ofMillis(20)));
    score.addRound(2000, Duration.ofSeconds(1), cpu(Duration.ofMillis(30)));
    score.addLatencies(new double[] {1, 2, 3});
    score.addLatencies(new double[] {100});

    assertThat(score.result("java")).isEqualTo(new ClientResult("java", 2000, 2, 100, 5, 50));
  }

  /** With programs that take ten times as much. */
  private static ProcessorTime cpu(Duration own) {
    return new ProcessorTime(own, own.multipliedBy(10));
  }
}
