// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.simulation.scalers.Scalers;
import dev.taskworkers.simulation.world.Range;
import dev.taskworkers.simulation.world.Workloads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gates hold for one configuration; here is what must hold for others, too. */
@DisplayName("A batch of 3000 tasks from nothing, every hour, waits for pods and 30 s at the most")
@Tag("slow")
class OtherSettingsTest {
  private static final int SEEDS = 3;

  @ParameterizedTest(name = "{0}: pods that start in {1} s, {2} tasks at once, samples {3} s late")
  @CsvSource({
    "ours, '2,5', 4, '100,160'",
    "ours, '60,120', 4, '100,160'",
    "ours, '20,40', 16, '100,160'",
    "ours, '20,40', 4, '240,300'",
    "ours-foreign, '2,5', 4, '100,160'",
    "ours-foreign, '60,120', 4, '100,160'",
    "ours-foreign, '20,40', 16, '100,160'",
    "ours-foreign, '20,40', 4, '240,300'",
  })
  void is_true(String policy, String podStart, int concurrency, String metricDelay) {
    var usual = Workloads.of("batch");
    var start = Range.parse("pod start", podStart);
    var config =
        usual
            .config()
            .withTasks(concurrency, usual.config().taskSeconds())
            .withDelays(start, Range.parse("metric delay", metricDelay));
    var comparison = new Comparison(usual.with(config), List.of(Scalers.of(policy)));
    var results = new ArrayList<Result>();
    for (var seed = 1; seed <= SEEDS; seed++) {
      results.addAll(comparison.outcome(seed).results());
    }
    assertThat(Medians.byPolicy(results).get(policy).waits().p99())
        .isLessThanOrEqualTo(start.max() + config.maxWaitSeconds());
  }
}
