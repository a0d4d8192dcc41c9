// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskworkers.cli.twp.RecordedHours;
import dev.taskworkers.ui.Change;
import dev.taskworkers.ui.WhatIf;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What if")
class WhatIfRecordsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static JsonNode simulated(List<String> words) throws Exception {
    var all = new ArrayList<>(words);
    all.addAll(List.of("--format", "json"));
    var out = new StringWriter();
    var command = Taskworkers.commandLine().setOut(new PrintWriter(out, true));
    assertThat(command.execute(all.toArray(String[]::new))).isZero();
    return JSON.readTree(out.toString());
  }

  @Test
  void says_what_simulate_says_of_the_same_records() throws Exception {
    var hour = RecordedHours.burst();
    var file = Files.writeString(folder.resolve("hour.csv"), hour.csv());

    var played = WhatIf.of(hour, Change.of("maxReplicas=5&concurrency=2&maxWaitSeconds=60"));

    var changed = played.plays().get(1);
    var simulated = simulated(hour.simulate(file.toString(), changed.settings()));
    assertThat(simulated.findValuesAsText("policy")).containsExactly("ours", "oracle");
    for (var i = 0; i < 2; i++) {
      var score = (ObjectNode) simulated.get(i);
      score.remove(List.of("policy", "workload", "seed"));
      assertThat(score)
          .isEqualTo(JSON.readTree(JSON.writeValueAsString(played.plays().get(1 + i).score())));
    }
  }
}
