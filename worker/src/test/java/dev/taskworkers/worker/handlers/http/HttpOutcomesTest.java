// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.HttpFormat;
import dev.taskworkers.worker.handlers.StatusRules;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A status")
class HttpOutcomesTest {
  @ParameterizedTest(name = "{0} with Retry-After ''{1}'' means {2}, of a push {3}")
  @CsvSource({
    "102,'',Retry,Ack",
    "200,'',Ack,Ack",
    "201,'',Ack,Ack",
    "202,'',Ack,Ack",
    "203,'',Ack,Retry",
    "204,7,Ack,Ack",
    "206,'',Ack,Retry",
    "301,'',Retry,Retry",
    "400,'',Retry,Retry",
    "401,'',Retry,Retry",
    "404,7,RetryAfter,RetryAfter",
    "404,1,RetryAfter,RetryAfter",
    "404,0,Retry,Retry",
    "404,000,Retry,Retry",
    "408,'',Retry,Retry",
    "410,'',Retry,Retry",
    "422,'',Retry,Retry",
    "429,7,RetryAfter,RetryAfter",
    "429,'',Retry,Retry",
    "500,'',Retry,Retry",
    "503,7,RetryAfter,RetryAfter",
    "503,-7,Retry,Retry",
    "503,'Wed, 21 Oct 2026 07:28:00 GMT',Retry,Retry",
    "503,99999999999999999999,Retry,Retry"
  })
  void means_an_outcome(int status, String retryAfter, String outcome, String ofPush) {
    assertThat(outcome(HttpFormat.CloudEvents, StatusRules.NONE, status, retryAfter))
        .isEqualTo(outcome);
    assertThat(outcome(HttpFormat.PubSubPush, StatusRules.NONE, status, retryAfter))
        .isEqualTo(ofPush);
  }

  @ParameterizedTest(
      name = "{0} means {1} to who wants dead letters for 400 and 429, drops for 410")
  @CsvSource({
    "200,Ack",
    "400,DeadLetter",
    "401,Retry",
    "410,Drop",
    "422,Retry",
    "429,DeadLetter",
    "500,Retry"
  })
  void means_what_the_rules_say(int status, String outcome) {
    var rules = new StatusRules(Set.of(400, 429), Set.of(410));
    for (var format : HttpFormat.values()) {
      assertThat(outcome(format, rules, status, "")).isEqualTo(outcome);
    }
  }

  private static String outcome(
      HttpFormat format, StatusRules rules, int status, String retryAfter) {
    return new HttpOutcomes(format, rules).of(status, retryAfter, "").getClass().getSimpleName();
  }
}
