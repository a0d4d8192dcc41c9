// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How long tasks have waited, over all workers of a pool. */
final class DurationCountsTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  private final PoolLedger ledger = new PoolLedger("default", START);

  /** So many that took from 1 to 2.5 seconds, and so many from 30 to 60. */
  private static Distribution counted(long seconds, long half) {
    var buckets = new ArrayList<>(Collections.nCopies(Distribution.LIMITS.size() + 1, 0L));
    buckets.set(Distribution.LIMITS.indexOf(2.5), seconds);
    buckets.set(Distribution.LIMITS.indexOf(60.0), half);
    return new Distribution(seconds + half, 2.0 * seconds + 45.0 * half, buckets);
  }

  private void book(String pod, Instant started, Instant at, Distribution waits) {
    ledger.book(pod, WorkerReport.builder(at, started, 1).waitSeconds(waits).build(), at);
  }

  @Test
  void half_and_99_of_100_lie_within_the_buckets_that_hold_them() {
    ledger.retain(Set.of("a"), START);
    book("a", START, START.plusSeconds(5), counted(90, 10));

    var waits = ledger.work().waits();
    assertThat(waits.count()).isEqualTo(100);
    assertThat(waits.quantile(0.5)).isCloseTo(1 + 1.5 * 50 / 90, within(1e-9));
    assertThat(waits.quantile(0.99)).isCloseTo(30 + 30 * 0.9, within(1e-9));
    assertThat(DurationCounts.ZERO.quantile(0.5)).isNaN();
  }

  @Test
  void fewer_limits_make_wider_buckets_that_hold_as_many() {
    ledger.retain(Set.of("a"), START);
    book("a", START, START.plusSeconds(5), counted(90, 10));

    var waits = ledger.work().waits();
    assertThat(waits.within(Distribution.LIMITS)).isEqualTo(waits.counts());
    assertThat(waits.within(List.of(1.0, 5.0, 60.0))).containsExactly(0L, 90L, 10L, 0L);
    assertThat(waits.within(List.of(1.0, 30.0))).containsExactly(0L, 90L, 10L);
  }

  @Test
  void only_those_count_as_longer_than_a_limit_whose_whole_bucket_is() {
    ledger.retain(Set.of("a"), START);
    book("a", START, START.plusSeconds(5), counted(90, 10));

    var waits = ledger.work().waits();
    assertThat(waits.above(0)).isEqualTo(100);
    assertThat(waits.above(1)).isEqualTo(100);
    assertThat(waits.above(2)).isEqualTo(10);
    assertThat(waits.above(30)).isEqualTo(10);
    assertThat(waits.above(31)).isZero();
    assertThat(waits.seconds()).isEqualTo(2.0 * 90 + 45 * 10);
  }

  @Test
  void what_is_beyond_the_last_limit_is_not_longer_than_a_limit_that_is_beyond_it_too() {
    var buckets = new ArrayList<>(Collections.nCopies(Distribution.LIMITS.size() + 1, 0L));
    buckets.set(Distribution.LIMITS.size(), 4L);
    var waits = new DurationCounts(buckets, 4 * 30_000.0);

    assertThat(waits.above(21_600)).isEqualTo(4);
    assertThat(waits.above(86_400)).isZero();
  }

  @Test
  void a_pod_that_goes_takes_nothing_back_and_one_that_starts_anew_counts_anew() {
    ledger.retain(Set.of("a", "b"), START);
    book("a", START, START.plusSeconds(5), counted(3, 0));
    book("b", START, START.plusSeconds(5), counted(4, 0));
    book("b", START, START.plusSeconds(10), counted(6, 0));
    ledger.retain(Set.of("b"), START.plusSeconds(10));
    assertThat(ledger.work().waits().count()).isEqualTo(9);

    book("b", START.plusSeconds(11), START.plusSeconds(12), counted(1, 0));
    assertThat(ledger.work().waits().count()).isEqualTo(10);
  }

  @Test
  void what_a_worker_did_before_it_was_first_heard_is_no_news() {
    ledger.retain(Set.of("a"), START.plusSeconds(600));
    book("a", START.minusSeconds(600), START.plusSeconds(600), counted(50, 0));
    book("a", START.minusSeconds(600), START.plusSeconds(605), counted(52, 0));

    assertThat(ledger.work().waits().count()).isEqualTo(2);
  }

  @Test
  void a_worker_that_reports_no_buckets_adds_nothing() {
    ledger.retain(Set.of("a"), START);
    book("a", START, START.plusSeconds(5), new Distribution(7, 9));

    assertThat(ledger.work().waits()).isEqualTo(DurationCounts.ZERO);
    assertThat(
            ledger
                .at(
                    List.of(new PodAddress(new PodIdentity("n", "a", "a"), "", true)),
                    START.plusSeconds(5))
                .byPod())
        .containsKey("a");
  }
}
