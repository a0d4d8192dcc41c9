// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("The command worlds")
final class WorldsCommandTest {
  private final StringWriter out = new StringWriter();
  private final CommandLine command =
      new CommandLine(new WorldsCommand()).setOut(new PrintWriter(out, true));

  @Test
  void tells_the_world_of_a_seed_as_a_story() {
    assertThat(command.execute("--seed", "5")).isZero();
    assertThat(out.toString()).contains("World 5", "Load: ", "Every promise was kept.");
  }

  @Test
  void tells_the_story_of_the_page_of_results() throws IOException {
    assertThat(command.execute("--named", "only-pod-broken", "--seed", "1")).isZero();
    var page = Files.readString(Path.of("../docs/world-results.md"));
    var shortened = page.split("```")[1].lines().filter(line -> !line.isBlank()).toList();
    assertThat(shortened).hasSizeGreaterThan(10);
    assertThat(out.toString().lines()).containsSubsequence(shortened);
  }

  @Tag("slow")
  @Test
  void prints_promises_items_and_scores_of_several_as_json() throws IOException {
    assertThat(command.execute("--seeds", "2", "--from", "9", "--format", "json")).isZero();
    var report = json();
    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly("worlds", "promises", "drawn", "scores");
    assertThat(report.get("worlds").asInt()).isEqualTo(2);
    assertThat(report.get("promises")).hasSize(8);
    assertThat(report.get("promises").get(0).fieldNames())
        .toIterable()
        .containsExactly("name", "worlds", "broken", "seeds");
    assertThat(report.get("drawn").get(0).fieldNames())
        .toIterable()
        .containsExactly("item", "worlds", "tried", "mattered");
    assertThat(report.get("scores").get(0).fieldNames())
        .toIterable()
        .containsExactly("group", "waitRatio", "podHoursRatio");
  }

  @Test
  void plays_a_named_one_from_a_seed_on() throws IOException {
    assertThat(
            command.execute(
                "--named", "backoff", "--seeds", "2", "--from", "7", "--format", "json"))
        .isZero();
    assertThat(json().get("named").findValuesAsText("seed")).containsExactly("7", "8");
  }

  @Test
  void prints_a_named_one_as_json() throws IOException {
    assertThat(command.execute("--named", "backoff", "--seeds", "1", "--format", "json")).isZero();
    var named = json().get("named");
    assertThat(named).hasSize(1);
    assertThat(named.get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "seed",
            "completed",
            "deadLetters",
            "podHours",
            "oraclePodHours",
            "peakReplicas",
            "removedWhileBusy",
            "secondsAtZeroWithWork",
            "changesPerHour",
            "wait",
            "broken");
    assertThat(named.get(0).get("wait").fieldNames())
        .toIterable()
        .containsExactly("p50", "p95", "p99", "max");
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }
}
