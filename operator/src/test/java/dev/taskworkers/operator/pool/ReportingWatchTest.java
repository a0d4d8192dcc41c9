// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.PodBuilder;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Since when ready pods have not been heard. */
final class ReportingWatchTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final ReportingWatch reportingWatch = new ReportingWatch();
  private Map<String, String> refusing = Map.of();

  private static List<WorkerPod> pods(boolean ready, String... names) {
    return Stream.of(names)
        .map(name -> PodBuilder.ready(name, NOW))
        .map(pod -> (ready ? pod : pod.starting()).build())
        .toList();
  }

  private ReportingSummary at(int second, List<WorkerPod> pods, String... heard) {
    return reportingWatch.at(pods, Set.of(heard), refusing, NOW.plusSeconds(second));
  }

  @Test
  void a_ready_pod_is_silent_a_minute_after_it_could_not_be_heard_any_more() {
    var pods = pods(true, "a", "b");

    assertThat(at(0, pods, "a", "b")).isEqualTo(new ReportingSummary(2, 2, List.of(), Map.of()));
    assertThat(at(5, pods, "a")).isEqualTo(new ReportingSummary(2, 1, List.of(), Map.of()));
    assertThat(at(64, pods, "a")).isEqualTo(new ReportingSummary(2, 1, List.of(), Map.of()));
    assertThat(at(65, pods, "a")).isEqualTo(new ReportingSummary(2, 1, List.of("b"), Map.of()));
  }

  @Test
  void one_answer_ends_the_silence_and_the_minute_begins_anew() {
    var pods = pods(true, "a");
    at(0, pods);

    assertThat(at(59, pods, "a").silent()).isEmpty();
    assertThat(at(60, pods).silent()).isEmpty();
    assertThat(at(119, pods).silent()).isEmpty();
    assertThat(at(120, pods).silent()).containsExactly("a");
  }

  @Test
  void a_pod_that_is_not_ready_owes_no_answer() {
    at(0, pods(false, "a"));

    assertThat(at(600, pods(false, "a")))
        .isEqualTo(new ReportingSummary(0, 0, List.of(), Map.of()));
    assertThat(at(601, pods(true, "a")).silent()).isEmpty();
  }

  @Test
  void pods_that_replace_each_other_owe_the_answer_together() {
    at(0, pods(true, "a", "b"));
    at(40, pods(true, "b", "c"));

    assertThat(at(59, pods(true, "c", "d")).silent()).isEmpty();
    assertThat(at(60, pods(true, "c", "d")).silent()).containsExactly("c", "d");
    assertThat(at(65, pods(true, "c", "d"), "c").silent()).isEmpty();
  }

  @Test
  void a_silent_pod_stays_so_when_the_last_one_that_was_heard_goes() {
    at(0, pods(true, "a", "b"), "b");
    at(60, pods(true, "a", "b"), "b");

    assertThat(at(65, pods(true, "a")).silent()).containsExactly("a");
  }

  @Test
  void pods_that_are_gone_are_forgotten() {
    at(0, pods(true, "a"));
    at(10, pods(true, "b"), "b");

    assertThat(at(100, pods(true, "a", "b"), "b").silent()).isEmpty();
  }

  @Test
  void a_pod_that_refuses_orders_is_named_while_it_is_ready() {
    refusing = Map.of("a", "no key", "gone", "no key");

    assertThat(at(0, pods(true, "a", "b"), "a", "b").refusing()).isEqualTo(Map.of("a", "no key"));
    assertThat(at(1, pods(false, "a"), "a").refusing()).isEmpty();
  }
}
