// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The delay before a task that failed runs again")
class BackoffTest {
  @ParameterizedTest(name = "from {0} to {1} ms, after {2} failures: from {3} to {4} ms")
  @CsvSource({
    "10000,600000,1,10000,20000",
    "10000,600000,2,10000,40000",
    "10000,600000,5,10000,320000",
    "10000,600000,6,10000,600000",
    "10000,600000,1000000,10000,600000",
    "10000,15000,1,10000,15000",
    "10000,10000,9,10000,10000",
    "0,600000,1,0,200",
    "0,600000,2,0,400",
    "50,600000,1,50,200",
    "0,0,9,0,0"
  })
  void is_the_shortest_at_least_and_below_a_limit_that_doubles(
      long min, long max, int failures, long least, long most) {
    var backoff = new Backoff(Duration.ofMillis(min), Duration.ofMillis(max));
    assertThat(backoff.delay(failures, 0)).hasMillis(least);
    assertThat(backoff.delay(failures, 1)).hasMillis(most);
  }
}
