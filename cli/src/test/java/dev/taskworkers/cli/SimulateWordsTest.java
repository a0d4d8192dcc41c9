// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The command simulate")
class SimulateWordsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "simulate | Give either --workload NAME or --trace FILE",
        "simulate --workload nothing | there is no 'nothing'; there are step, batch",
        "simulate --workload step --trace x.csv | Give either --workload NAME or --trace FILE",
        "simulate --trace no-such-file.csv | there is no file no-such-file.csv",
        "simulate --workload step --policy mine | there is no 'mine'; there are ours",
        "simulate --workload step --seeds 0 | --seeds: expected 1 to 1000, but found 0",
        "simulate --workload step --fault dark@1 | expected KIND@START+LENGTH",
        "simulate --workload step --pod-start 30 | --pod-start: expected MIN,MAX",
        "simulate --workload step --round-trip 1 | --round-trip: expected MIN,MAX",
        "simulate --workload step --metric-delay 9,1 | --metric-delay: expected MIN,MAX",
        "simulate --workload all --chart x.svg | expected one workload",
        "simulate --workload step --task-seconds 0 | --task-seconds: expected more than 0"
      })
  void refuses_wrong_usage_with_one_sentence_and_two(String words, String sentence) {
    var err = new StringWriter();
    var command = Taskworkers.commandLine().setErr(new PrintWriter(err, true));
    assertThat(command.execute(words.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
  }

  @Test
  @DisplayName("prints one JSON object for each policy and seed")
  void json() throws IOException {
    var out = new StringWriter();
    var command = Taskworkers.commandLine().setOut(new PrintWriter(out, true));
    var words = "simulate --workload sparse --policy ours,keda --seeds 2 --format json";
    assertThat(command.execute(words.split(" "))).isZero();
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
