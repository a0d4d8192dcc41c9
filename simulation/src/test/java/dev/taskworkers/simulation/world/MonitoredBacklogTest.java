// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Monitoring, which shows samples after 90 s,")
class MonitoredBacklogTest {
  /** Asked every five seconds, as the operator looks at its pools. */
  @ParameterizedTest(name = "is {1} at {0} s with one sample from the beginning")
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
    monitoring.take(new Snapshot(0, 0, 0, 7, 0), 7);
    var backlog = new MonitoredBacklog(monitoring);
    Backlog known = Backlog.missing();
    for (var at = 0; at <= second; at += 5) {
      known = backlog.at(at, false);
    }

    assertThat(known.state()).isEqualTo(state);
    assertThat(known.newest().map(Backlog.Sample::undelivered))
        .isEqualTo(state == State.MISSING ? Optional.empty() : Optional.of(7L));
  }

  @ParameterizedTest(
      name = "with five more acknowledged each minute, {1} minutes are told at {0} s")
  @CsvSource({
    // A minute is told 90 s and 120 s after it is over, and Monitoring is asked once a minute.
    "265, 0",
    "300, 1",
    "360, 2"
  })
  void tells_what_was_acknowledged_two_minutes_later(int second, int minutes) {
    var config = SimulationConfig.usual().withDelays(new Range(15, 35), new Range(90, 90));
    var monitoring = new Monitoring(config, new Random(1));
    var backlog = new MonitoredBacklog(monitoring);
    Backlog known = Backlog.missing();
    for (var at = 0; at <= second; at += 5) {
      if (at % 60 == 0) {
        monitoring.take(new Snapshot(at, 0, 0, 7, at / 12), 7);
      }
      known = backlog.at(at, true);
    }

    assertThat(known.acknowledged()).hasSize(minutes).allMatch(one -> one.messages() == 5);
  }

  @Test
  void tells_nothing_that_was_acknowledged_to_those_who_know_what_has_ended() {
    var monitoring = new Monitoring(SimulationConfig.usual(), new Random(1));
    var backlog = new MonitoredBacklog(monitoring);
    for (var at = 0; at <= 600; at += 60) {
      monitoring.take(new Snapshot(at, 0, 0, 7, at), 7);
      assertThat(backlog.at(at, false).acknowledged()).isEmpty();
    }
  }
}
