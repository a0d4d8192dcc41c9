// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.FailureGroup;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.api.Failure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Failures in groups")
class FailureGroupsTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:30Z");

  private final FailureGroups groups = new FailureGroups();

  private void fail(String message, String task, int second) {
    failWithClockAhead(message, task, second, 0);
  }

  private void failWithClockAhead(String message, String task, int second, int ahead) {
    groups.add(Failure.of("x.Y", message), task, START.plusSeconds(second + ahead), moment(second));
  }

  /** Time is counted from a moment long before zero, as it may be. */
  private static Moment moment(int second) {
    return new Moment(0).plus(Duration.ofSeconds(second - 1_000_000L * 60 + 30));
  }

  @Test
  void have_the_latest_message_and_task_and_the_time_of_the_first() {
    fail("No row 12345.", "a", 0);
    fail("No row 67890.", "b", 90);

    assertThat(groups.at(moment(90)))
        .containsExactly(
            new FailureGroup("x.Y", "No row 67890.", 2, 2, START, START.plusSeconds(90), "b"));
  }

  @Test
  void count_what_is_recent_by_the_minute() {
    fail("It broke.", "a", 0);
    fail("It broke.", "b", 60);
    fail("It broke.", "c", 60);

    assertThat(recentAt(60)).isEqualTo(3);
    assertThat(recentAt(9 * 60 + 29)).isEqualTo(3);
    assertThat(recentAt(9 * 60 + 30)).isEqualTo(2);
    assertThat(recentAt(10 * 60 + 30)).isZero();
    assertThat(recentAt(86_400)).isZero();
    assertThat(groups.at(moment(86_400)).get(0).count()).isEqualTo(3);
  }

  private long recentAt(int second) {
    return groups.at(moment(second)).get(0).recent();
  }

  @Test
  void are_as_recent_as_they_are_though_the_wall_clock_is_stepped() {
    fail("It broke.", "a", 0);
    failWithClockAhead("It broke.", "b", 60, 86_400);
    failWithClockAhead("It broke.", "c", 120, -86_400);

    assertThat(recentAt(120)).isEqualTo(3);
    assertThat(recentAt(11 * 60)).isEqualTo(1);
    assertThat(recentAt(20 * 60)).isZero();
  }

  @Test
  void have_the_message_and_task_of_the_one_that_came_last_whatever_the_wall_clock_says() {
    fail("No row 12345.", "a", 0);
    failWithClockAhead("No row 67890.", "b", 60, -3600);

    var group = groups.at(moment(60)).get(0);

    assertThat(group.message()).isEqualTo("No row 67890.");
    assertThat(group.task()).isEqualTo("b");
    assertThat(group.last()).isEqualTo(START.plusSeconds(60 - 3600));
  }

  @Test
  void are_as_many_as_a_report_tells_those_that_came_last() {
    for (var i = 0; i < 1000; i++) {
      fail("It broke with " + i % 100 + ".", "t", i);
    }

    var all = groups.at(moment(1000));
    assertThat(all).hasSize(FailureGroup.MOST);
    assertThat(all.get(0).message()).isEqualTo("It broke with 99.");
    assertThat(all.get(7).message()).isEqualTo("It broke with 92.");
  }
}
