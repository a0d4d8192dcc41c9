// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.operator.pool.timeline.Distributions;
import dev.taskworkers.operator.pool.timeline.Mark;
import dev.taskworkers.operator.pool.timeline.Measure;
import dev.taskworkers.operator.pool.timeline.Moment;
import dev.taskworkers.operator.pool.timeline.PoolTimeline;
import dev.taskworkers.operator.pool.timeline.Trouble;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A day of a pool as a chart needs it. */
final class TimelineViewTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final long START = NOON.getEpochSecond();

  private final PoolTimeline timeline = new PoolTimeline();

  private void at(long second, Trouble... troubles) {
    timeline.add(
        NOON.plusSeconds(second), new Moment(Map.of(Measure.WAIT_MEDIAN, 1.5), Set.of(troubles)));
  }

  private TimelineView view(Mark... decisions) {
    return TimelineView.of(
        "n/p",
        timeline,
        new Distributions(PoolMetrics.LIMITS.size() + 1),
        Optional.empty(),
        List.of(decisions),
        NOON.plusSeconds(60));
  }

  @Test
  void a_trouble_is_a_band_from_the_first_point_that_shows_it_to_the_last() {
    at(0);
    at(5, Trouble.WORKERS_UNHEARD);
    at(10, Trouble.WORKERS_UNHEARD, Trouble.UNSCHEDULABLE);
    at(15);
    at(20, Trouble.WORKERS_UNHEARD);

    assertThat(view().troubles())
        .containsExactly(
            new TimelineView.Band("workers unheard", START + 5, START + 10),
            new TimelineView.Band("workers unheard", START + 20, START + 20),
            new TimelineView.Band("pods unschedulable", START + 10, START + 10));
  }

  @Test
  void a_band_does_not_reach_over_a_time_that_nobody_saw() {
    at(-900, Trouble.TASKS_FAILING);
    at(-500, Trouble.TASKS_FAILING);

    assertThat(view().troubles()).hasSize(2);
  }

  @Test
  void only_the_newest_decisions_have_their_sentences() throws Exception {
    var decisions =
        IntStream.range(0, 103)
            .mapToObj(i -> new Mark(NOON.plusMillis(i), i, i + 1, "Backlog", "Up to " + i + "."))
            .toArray(Mark[]::new);

    var view = view(decisions);

    assertThat(view.earlier().at())
        .containsExactly(START * 1000, START * 1000 + 1, START * 1000 + 2);
    assertThat(view.earlier().from()).containsExactly(0, 1, 2);
    assertThat(view.earlier().to()).containsExactly(1, 2, 3);
    assertThat(view.decisions()).containsExactly(Arrays.copyOfRange(decisions, 3, 103));
  }

  @Test
  void columns_are_as_long_as_the_times_with_null_for_what_is_not_known() throws Exception {
    at(0);
    at(5);

    var json =
        new JsonMapper()
            .readTree(view(new Mark(NOON, 1, 2, "Backlog", "Up \"</script>\".")).json());
    assertThat(json.at("/at")).hasSize(2);
    assertThat(json.at("/columns/waitMedian/1").asDouble()).isEqualTo(1.5);
    assertThat(json.at("/columns/sampled/1").isNull()).isTrue();
    assertThat(json.at("/columns")).hasSize(Measure.values().length);
    assertThat(json.at("/decisions/0/message").asText()).isEqualTo("Up \"</script>\".");
    assertThat(json.at("/since").asText()).isEqualTo("2026-01-01T12:00:00Z");
  }
}
