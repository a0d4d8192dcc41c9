// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The command simulate")
class SimulateWordsTest {
  @Test
  @DisplayName("tells on stderr which options have no effect on a built-in workload")
  void without_effect() {
    var out = new StringWriter();
    var err = new StringWriter();
    var command =
        Taskworkers.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    var words = "simulate --workload sparse --policy keda --peak 100 --hours 1";
    assertThat(command.execute(words.split(" "))).isZero();
    assertThat(err.toString().lines())
        .containsExactly(
            "--peak has no effect without --trace.", "--hours has no effect without --trace.");
    assertThat(out.toString()).contains("keda").doesNotContain("no effect");
  }

  @Test
  @DisplayName("tells on stderr that a fault has no effect after the end")
  void too_late() {
    var err = new StringWriter();
    var command =
        Taskworkers.commandLine()
            .setOut(new PrintWriter(new StringWriter(), true))
            .setErr(new PrintWriter(err, true));
    var words = "simulate --workload sparse --policy keda --fault monitoring-silent@9999999+5";
    assertThat(command.execute(words.split(" "))).isZero();
    assertThat(err.toString())
        .startsWith("--fault: monitoring-silent at 9999999 s has no effect, because sparse ends");
  }

  @Test
  @DisplayName("prints one JSON object for each policy and seed")
  void json() throws IOException {
    var out = new StringWriter();
    var command = Taskworkers.commandLine().setOut(new PrintWriter(out, true));
    var words = "simulate|--workload|sparse|--policy|ours, keda|--seeds|2|--format|json";
    assertThat(command.execute(words.split("\\|"))).isZero();
    var results = new ObjectMapper().readTree(out.toString());
    assertThat(results).hasSize(6);
    assertThat(results.get(0).get("policy").asText()).isEqualTo("ours");
    assertThat(results.get(0).get("wait").get("p99").isNumber()).isTrue();
    assertThat(results.get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "policy",
            "workload",
            "seed",
            "wait",
            "withinMaxWait",
            "podHours",
            "idlePodHours",
            "changesPerHour",
            "coldStarts",
            "removedWhileBusy",
            "underProvision",
            "overProvision");
  }
}
