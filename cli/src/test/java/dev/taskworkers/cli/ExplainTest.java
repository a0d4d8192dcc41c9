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

@DisplayName("A recorded decision")
class ExplainTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;

  private String explained(String pool, String message) throws IOException {
    var decided =
        new DecisionRecord(
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
            ScalingState.startingAt(NOW));
    var file = Files.writeString(folder.resolve("decisions.jsonl"), decided.json() + "\n");
    var out = new StringWriter();
    var command = Taskworkers.commandLine().setOut(new PrintWriter(out, true));
    assertThat(Taskworkers.execute(command, "explain", file.toString())).isZero();
    return out.toString();
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
