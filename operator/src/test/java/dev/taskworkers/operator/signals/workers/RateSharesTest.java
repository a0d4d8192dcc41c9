// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a pool may start")
class RateSharesTest {
  private static final int SLOTS = 4;
  private static final int TICK = 5;

  private final RateShares shares = new RateShares();
  private final Map<String, WorkerReport> last = new HashMap<>();
  private final Map<PodAddress, WorkerReport> heard = new LinkedHashMap<>();
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void is_divided_equally_among_pods_that_have_free_slots() {
    says("a", 1, 10, 3, 3);
    says("b", 0, 10, 2, 2);

    assertThat(told()).isEqualTo(Map.of("a", RateShare.equal(2)));
  }

  @Test
  void is_divided_among_those_that_long_tasks_leave_a_slot() {
    for (var second = 0; second < 30; second += TICK) {
      says("full", SLOTS, 4, 2, 2);
      says("free", 1, 9, 2, 2);
      assertThat(told()).isEmpty();
      passes();
    }
    says("full", SLOTS, 4, 2, 2);
    says("free", 1, 9, 2, 2);

    assertThat(told()).isEqualTo(Map.of("full", new RateShare(2, 0), "free", new RateShare(2, 1)));
  }

  @Test
  void is_divided_equally_again_as_soon_as_a_slot_is_free() {
    holdsItsSlots("full", 30);
    says("full", SLOTS - 1, 4, 2, 0);
    says("free", 1, 9, 2, 1);

    assertThat(told()).isEqualTo(Map.of("full", RateShare.equal(2), "free", RateShare.equal(2)));
  }

  @Test
  void is_used_by_a_full_pod_that_goes_on_to_start_tasks() {
    for (var second = 0; second <= 60; second += TICK) {
      says("full", SLOTS, 4 + second / 10, 2, 2);
      says("free", 1, 9, 2, 2);
      assertThat(told()).isEmpty();
      passes();
    }
  }

  @Test
  void is_divided_equally_where_every_pod_is_held() {
    holdsItsSlots("full", 30);

    assertThat(told()).isEmpty();
  }

  @Test
  void is_told_anew_before_the_minute_is_over_for_which_it_is_divided_among_fewer() {
    holdsItsSlots("full", 30);
    says("free", 1, 9, 2, 2);
    told();
    for (var second = TICK; second < 30; second += TICK) {
      passes();
      says("full", SLOTS, 4, 2, 0);
      says("free", 1, 9, 2, 1);
      assertThat(told()).isEmpty();
    }
    passes();
    says("full", SLOTS, 4, 2, 0);
    says("free", 1, 9, 2, 1);

    assertThat(told()).containsOnlyKeys("full", "free");
  }

  @Test
  void is_not_taken_from_an_older_worker_which_does_not_tell_whether_it_gives_its_part_up() {
    for (var second = 0; second <= 60; second += TICK) {
      heard("old", report(SLOTS, 4).poolPods(2).build());
      says("free", 1, 9, 2, 2);
      assertThat(told()).isEmpty();
      passes();
    }
  }

  @Test
  void is_told_to_a_large_pool_in_steps_so_that_one_more_free_pod_is_no_news_to_all() {
    for (var sharing : List.of(60, 60, 59)) {
      for (var pod = 0; pod < 100; pod++) {
        var busy = pod < 100 - sharing ? SLOTS : 1;
        heard("pod-" + pod, report(busy, 4).poolPods(100).sharingPods(60).build());
      }
      now = now.plusSeconds(30);
    }

    assertThat(told().values()).allMatch(share -> share.sharing() % 60 == 0);
  }

  @Test
  void is_no_concern_of_pods_without_a_rate() {
    heard("a", report(SLOTS, 4).build());

    assertThat(told()).isEmpty();
  }

  private void holdsItsSlots(String pod, int seconds) {
    for (var second = 0; second < seconds; second += TICK) {
      says(pod, SLOTS, 4, 2, 2);
      passes();
    }
    says(pod, SLOTS, 4, heard.size(), heard.size());
  }

  private void says(String pod, int busy, long started, int poolPods, int sharing) {
    heard(pod, report(busy, started).poolPods(poolPods).sharingPods(sharing).build());
  }

  private WorkerReport.Builder report(int busy, long started) {
    return WorkerReport.builder(now, now.minus(Duration.ofHours(1)), SLOTS)
        .busy(busy)
        .counters(new Counters(Map.of(TaskEvent.STARTED, started)));
  }

  private void heard(String pod, WorkerReport report) {
    shares.retain(Set.copyOf(last.keySet()));
    shares.book(pod, report, Optional.ofNullable(last.put(pod, report)), now);
    heard.put(new PodAddress(new PodIdentity("ns", pod, pod), "192.0.2.1", true), report);
  }

  private void passes() {
    now = now.plusSeconds(TICK);
  }

  private Map<String, RateShare> told() {
    var told = new HashMap<String, RateShare>();
    shares
        .toTell(List.copyOf(heard.keySet()), heard, now)
        .forEach((pod, share) -> told.put(pod.name(), share));
    return told;
  }
}
