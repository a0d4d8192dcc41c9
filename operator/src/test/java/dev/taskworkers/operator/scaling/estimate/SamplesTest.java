// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rate from samples, a minute apart, of a pool that has no pod yet. */
final class SamplesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @DisplayName("a few tasks tell no rate that has not lasted, and many tell it at once")
  @ParameterizedTest(name = "{0}: {1} a minute")
  @CsvSource({
    // One that comes alone says little.
    "0 0 0 0 0 0 1,     0.17",
    "0 0 1 1 1 2 2 2 3, 0.38",
    "0 0 0 2 2 4,       0.8",
    // Enough at once are news, whatever was before.
    "0 0 0 0 0 0 9,     9",
    "0 0 0 0 0 0 600,   600",
    // Where none came, none comes, though many came before.
    "0 0 0 10 10,       0",
    "0 0 0 600 600,     0",
    // Two that came after many by a steady rate are as many as they were.
    "0 20 40 42,        2",
    // What tells of one minute alone is all there is.
    "0 1,               1",
  })
  void rate(String undelivered, double perMinute) {
    var samples = new ArrayList<Backlog.Sample>();
    var counts = Arrays.stream(undelivered.split(" ")).map(Long::parseLong).toList();
    for (var i = 0; i < counts.size(); i++) {
      samples.add(sample(60 * (counts.size() - i), counts.get(i)));
    }

    var rate = rate(samples, History.EMPTY).orElseThrow();

    assertThat(60 * rate.perSecond()).isCloseTo(perMinute, Offset.offset(0.01));
    assertThat(rate.at()).isEqualTo(NOW.minusSeconds(60));
  }

  @Test
  void counts_what_workers_told_they_have_done_and_not_what_so_many_would_do() {
    var history = History.EMPTY;
    for (var ago = 600; ago >= 0; ago -= 5) {
      var done = Math.max(0, 200 - ago / 3);
      var service = Service.builder().reporting(4).slots(16).finished(done).failed(done / 2);
      history = history.plus(new History.Tick(NOW.minusSeconds(ago), 4, true, service.build()));
    }

    var rate = rate(List.of(sample(120, 10), sample(60, 40)), history).orElseThrow();

    assertThat(60 * rate.perSecond()).isCloseTo(40, Offset.offset(0.5));
  }

  private static Backlog.Sample sample(int ago, long undelivered) {
    return new Backlog.Sample(NOW.minusSeconds(ago), undelivered, Duration.ZERO);
  }

  private static Optional<ArrivalRate.Dated> rate(List<Backlog.Sample> samples, History history) {
    var backlog = new Backlog(Backlog.State.FRESH, samples);
    var policy = Policy.of(10, Duration.ofSeconds(30), 4, true);
    return new Samples(backlog, Optional.empty()).rate(history, policy, 5);
  }
}
