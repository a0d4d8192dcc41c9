// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.runtime.UsageException;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A schedule of 3 pods from 8 to 18 on workdays in Berlin, and 5 in the first hour")
final class ScheduleTest {
  private static final Pool POOL =
      Manifests.valid(
          Manifests.with(
              "scaling: {minReplicas: 1, schedule: ["
                  + "{cron: \"0 8 * * 1-5\", duration: 10h, timeZone: Europe/Berlin,"
                  + " minReplicas: 3},"
                  + "{cron: \"0 8 * * 1-5\", duration: 1h, timeZone: Europe/Berlin,"
                  + " minReplicas: 5}]}"));

  @DisplayName("keeps")
  @ParameterizedTest(name = "{1} pods at {0}, {2}")
  @CsvSource({
    "2026-07-01T05:59:59Z, 1, a second before",
    "2026-07-01T06:00:00Z, 5, at 8 in summer",
    "2026-07-01T07:00:00Z, 3, an hour later",
    "2026-07-01T15:59:59Z, 3, a second before its end",
    "2026-07-01T16:00:00Z, 1, at its end",
    "2026-12-01T06:30:00Z, 1, before 8 in winter",
    "2026-12-01T07:00:00Z, 5, at 8 in winter",
    "2026-07-04T10:00:00Z, 1, on a Saturday",
  })
  void floor(Instant now, int pods, String when) {
    assertThat(POOL.policyAt(now).floor().replicas()).as(when).isEqualTo(pods);
  }

  @Test
  void is_named_by_its_entry() {
    assertThat(POOL.policyAt(Instant.parse("2026-07-01T07:00:00Z")).floor().schedule())
        .contains("0 8 * * 1-5");
    assertThat(POOL.policyAt(Instant.parse("2026-07-01T17:00:00Z")).floor().schedule()).isEmpty();
  }

  @DisplayName("is refused when")
  @ParameterizedTest(name = "its cron is {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "0 0 31 2 * | never comes: no month that it names has such a day",
        "0 0 30 2 * | never comes",
        "0 0 31 4,6,9,11 * | never comes",
        "0 0 32 1 * | expected five fields as in crontab",
      })
  void impossible(String cron, String words) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Manifests.valid(scheduled(cron)))
        .withMessageContaining("spec.scaling.schedule[0].cron")
        .withMessageContaining(words);
  }

  @Test
  void may_come_every_four_years() {
    var leap = Manifests.valid(scheduled("0 0 29 2 *"));

    assertThat(leap.policyAt(Instant.parse("2028-02-29T00:30:00Z")).floor().replicas())
        .isEqualTo(3);
    assertThat(leap.policyAt(Instant.parse("2027-03-01T00:30:00Z")).floor().replicas()).isZero();
  }

  @Test
  void is_refused_before_it_is_read_when_it_is_too_long() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Manifests.valid(scheduled("0" + ",1".repeat(50_000) + " * * * *")))
        .withMessageContaining("expected at most 256 letters, but found 100009");
  }

  private static TaskWorkerPool scheduled(String cron) {
    return Manifests.with(
        "scaling: {schedule: [{cron: \"" + cron + "\", duration: 1h, minReplicas: 3}]}");
  }
}
