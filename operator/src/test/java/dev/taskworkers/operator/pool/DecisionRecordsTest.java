// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The records of decisions")
final class DecisionRecordsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void are_told_pool_by_pool_and_oldest_first() {
    var records = new DecisionRecords();
    records.add(decided("media/a", 1));
    records.add(decided("media/b", 2));
    records.add(decided("media/a", 3));

    assertThat(records.lines("media/a").lines())
        .extracting(line -> DecisionRecord.parse(line, "here").to())
        .containsExactly(1, 3);
    assertThat(records.lines("media/c")).isEmpty();
  }

  @Test
  void are_bounded() {
    var records = new DecisionRecords();
    for (var i = 0; i <= DecisionRecords.MOST; i++) {
      records.add(decided("media/a", i));
    }

    assertThat(records.lines("media/a").lines()).hasSize(DecisionRecords.MOST);
    assertThat(records.lines("media/a")).contains("\"to\":1,").doesNotContain("\"to\":0,");
  }

  @Test
  void of_one_pool_do_not_push_out_those_of_another() {
    var records = new DecisionRecords();
    records.add(decided("media/calm", 7));
    for (var i = 0; i < 2 * DecisionRecords.MOST; i++) {
      records.add(decided("media/restless", i));
    }

    assertThat(records.lines("media/calm")).contains("\"to\":7,");
    assertThat(records.lines("media/restless").lines()).hasSize(DecisionRecords.MOST - 1);
  }

  @Test
  void of_many_pools_of_one_namespace_do_not_push_out_those_of_another() {
    var records = new DecisionRecords();
    for (var i = 0; i < 5; i++) {
      records.add(decided("media/calm", i));
    }
    for (var i = 0; i < 2 * DecisionRecords.MOST; i++) {
      records.add(decided("restless/" + i % 500, i));
    }

    assertThat(records.lines("media/calm").lines()).hasSize(5);
    assertThat(records.lines("restless/499")).isNotEmpty();
  }

  @Test
  void of_one_pool_do_not_push_out_those_of_a_namespace_with_many() {
    var records = new DecisionRecords();
    for (var i = 0; i < 990; i++) {
      records.add(decided("media/" + i % 99, i));
    }
    for (var i = 0; i < 2 * DecisionRecords.MOST; i++) {
      records.add(decided("trial/restless", i));
    }

    assertThat(IntStream.range(0, 99))
        .allMatch(i -> records.lines("media/" + i).lines().count() >= 8);
  }

  @Test
  void are_told_as_far_as_one_answer_may_be_long_and_the_newest_at_any_rate() {
    var records = new DecisionRecords();
    for (var i = 0; i < 30; i++) {
      records.add(decided("media/a", i, "x".repeat(1_000_000)));
    }

    assertThat(records.lines("media/a").lines()).hasSize(4);
    assertThat(records.lines("media/a")).contains("\"to\":29,").doesNotContain("\"to\":25,");
  }

  @Test
  void of_a_pool_that_is_gone_are_forgotten() {
    var records = new DecisionRecords();
    records.add(decided("media/a", 1));

    records.forget("media/a");
    records.forget("media/never");

    assertThat(records.lines("media/a")).isEmpty();
  }

  @DisplayName("that are none are refused in a sentence")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "hello | here: expected the record of a decision as JSON in one line.",
        "{} | here: expected the record of a decision, but found other JSON.",
        "{\"version\": 2} | here: expected the record of a decision, version 1, but found version 2 with parts missing.",
        "{\"version\": 1} | here: expected the record of a decision, version 1",
        "[] | here: expected the record of a decision as JSON in one line.",
      })
  void wrong_line(String line, String sentence) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> DecisionRecord.parse(line, "here"))
        .withMessageStartingWith(sentence);
  }

  private static DecisionRecord decided(String pool, int to) {
    return decided(pool, to, "Up.");
  }

  private static DecisionRecord decided(String pool, int to, String message) {
    return new DecisionRecord(
        1,
        NOW,
        pool,
        0,
        to,
        "ScaleFromZero",
        message,
        Policy.of(10, Duration.ofSeconds(30), 4, true),
        new Observation(
            new Pods(0, 0, 0, 0, List.of()),
            Backlog.missing(),
            Arrivals.notCounted(),
            Service.unreported()),
        ScalingState.startingAt(NOW));
  }
}
