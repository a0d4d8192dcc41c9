// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.DecisionRecord;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Service;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A recorded decision")
class ExplainTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private static String record(String pool, String message) {
    return new DecisionRecord(
            1,
            NOW,
            pool,
            0,
            1,
            "ScaleFromZero",
            message,
            Policy.of(10, Duration.ofSeconds(30), 4, true),
            new Observation(
                new Pods(0, 0, 0, 0, List.of()),
                Backlog.missing(),
                Arrivals.notCounted(),
                Service.unreported()),
            ScalingState.startingAt(NOW))
        .json();
  }

  private String explained(String pool, String message) throws IOException {
    assertThat(explain(record(pool, message))).isZero();
    return out.toString();
  }

  private int explain(String... lines) throws IOException {
    var file = Files.write(folder.resolve("decisions.jsonl"), List.of(lines));
    var command =
        Taskworkers.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return Taskworkers.execute(command, "explain", file.toString());
  }

  @ParameterizedTest(name = "is told of where the next line is {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | as JSON in one line. 'jq -c .' makes such lines",
        "[] | as JSON in one line. 'jq -c .' makes such lines",
        "[{\"version\": 1}] | as JSON in one line. 'jq -c .' makes such lines",
        "x | as JSON in one line. 'jq -c .' makes such lines",
        "{\"version\": 1, \"at\": []} | can't read what its field at has.",
      })
  void is_told_of_before_a_line_that_is_none(String line, String words) throws IOException {
    assertThat(explain(record("media/a", "Up."), line)).isEqualTo(2);
    assertThat(out.toString()).contains("media/a");
    assertThat(err.toString())
        .contains(", line 2: expected the record of a decision", words)
        .doesNotContain("jackson", "dev.taskworkers", "REDACTED");
  }

  @Test
  void is_told_of_before_one_that_can_not_be_repeated() throws IOException {
    var broken =
        record("media/b", "Up.")
            .replaceFirst("\"at\":\"[^\"]*\"", "\"at\":\"-1000000000-01-01T00:00:00Z\"");
    assertThat(explain(record("media/a", "Up."), broken)).isNotZero();
    assertThat(out.toString()).contains("media/a").doesNotContain("media/b");
  }

  @Test
  void begins_no_line_by_what_it_contains() throws IOException {
    assertThat(explained("media/a\nforged", "Up.\nforged").lines())
        .hasSize(2)
        .noneMatch(line -> line.startsWith("forged"))
        .first()
        .asString()
        .contains("media/a\\u000aforged");
  }
}
