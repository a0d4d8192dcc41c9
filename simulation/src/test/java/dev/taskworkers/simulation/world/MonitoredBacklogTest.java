// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A sample of seven tasks at the beginning that is shown after 90 s")
class MonitoredBacklogTest {
  /** Asked every five seconds, as the operator looks at its pools. */
  @ParameterizedTest(name = "is {1} at {0} s")
  @CsvSource({
    "0, MISSING",
    // It is there, and Monitoring is asked once a minute.
    "115, MISSING",
    "120, FRESH",
    "360, FRESH",
    "365, STALE"
  })
  void is_read_as_the_operator_reads_it(int second, State state) {
    var config = SimulationConfig.usual().withDelays(new Range(15, 35), new Range(90, 90));
    var monitoring = new Monitoring(config, new Random(1));
    monitoring.take(new Snapshot(0, 0, 0, 7), 7);
    var backlog = new MonitoredBacklog(monitoring);
    Backlog known = Backlog.missing();
    for (var at = 0; at <= second; at += 5) {
      known = backlog.at(at);
    }

    assertThat(known.state()).isEqualTo(state);
    assertThat(known.newest().map(Backlog.Sample::undelivered))
        .isEqualTo(state == State.MISSING ? Optional.empty() : Optional.of(7L));
  }
}
