package dev.taskworkers.worker.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A status")
class HttpOutcomesTest {
  @ParameterizedTest(name = "{0} with Retry-After ''{1}'' means {2}")
  @CsvSource({
    "200,'',Ack",
    "204,7,Ack",
    "301,'',Retry",
    "400,'',DeadLetter",
    "404,7,DeadLetter",
    "408,'',Retry",
    "410,'',Drop",
    "422,'',DeadLetter",
    "425,'',Retry",
    "429,7,RetryAfter",
    "429,'',Retry",
    "500,'',Retry",
    "503,7,RetryAfter",
    "503,-7,Retry",
    "503,'Wed, 21 Oct 2026 07:28:00 GMT',Retry",
    "503,99999999999999999999,Retry"
  })
  void meansAnOutcome(int status, String retryAfter, String outcome) {
    assertThat(HttpOutcomes.of(status, retryAfter, "").getClass().getSimpleName())
        .isEqualTo(outcome);
  }
}
