// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.WorkerReport.Postponed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pod says what it likes. */
@DisplayName("A report that no worker gives")
class ReportCheckTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<PodAddress> PODS =
      List.of(
          new PodAddress(new PodIdentity("n", "honest", "u"), "127.0.0.1", true),
          new PodAddress(new PodIdentity("n", "liar", "v"), "127.0.0.1", true));

  private final PoolLedger ledger = new PoolLedger("n", NOW.minusSeconds(3600));

  private static WorkerReport report(int slots, int busy, long started) {
    return WorkerReport.builder(NOW, NOW.minusSeconds(10), slots)
        .busy(busy)
        .counters(new Counters(Map.of(TaskEvent.STARTED, started)))
        .build();
  }

  private Reports after(WorkerReport... ofLiar) {
    ledger.retain(Set.of("honest", "liar"), NOW);
    ledger.book("honest", report(4, 2, 7), NOW);
    for (var report : ofLiar) {
      ledger.book("liar", report, NOW);
    }
    return ledger.at(PODS, NOW);
  }

  /** As they are recorded for the tests of the protocol. */
  @ParameterizedTest
  @ValueSource(strings = {"6009c179", "417fb893", "d28586b8"})
  void is_none_that_a_worker_of_an_earlier_commit_has_given(String commit) throws IOException {
    var folder = Path.of("../protocol/src/test/resources/older-workers").resolve(commit);
    var before = Optional.<WorkerReport>empty();
    for (var name : List.of("idle", "busy", "cordoned", "draining")) {
      var report = WorkerReport.fromJson(Files.readAllBytes(folder.resolve(name + ".json")));
      assertThat(ReportCheck.doubt(report, before, report.now())).isEmpty();
      before = Optional.of(report);
    }
  }

  @ParameterizedTest(name = "is left out and told: {0} slots, {1} busy, {2} started")
  @CsvSource({
    "2000000000, 0, 0, slots",
    "1001, 0, 0, slots",
    "4, 2005, 0, holds 2005 tasks",
    "4, 2000000000, 0, holds 2000000000 tasks",
    "4, 0, 9223372036854775807, has counted 9223372036854775807 tasks as started",
  })
  void left_out(int slots, int busy, long started, String why) {
    var reports = after(report(slots, busy, started));

    assertThat(reports.byPod()).containsOnlyKeys("honest");
    assertThat(reports.service().slots()).isEqualTo(4);
    assertThat(reports.service().busy()).isEqualTo(2);
    assertThat(reports.service().started()).isEqualTo(7);
    assertThat(reports.doubted()).containsOnlyKeys("liar");
    assertThat(reports.doubted().get("liar")).contains(why);
  }

  @ParameterizedTest(name = "is another one: {0} slots, {1} busy, {2} started")
  @CsvSource({"1000, 0, 0", "4, 2004, 0", "1000, 3000, 1000000000000", "1, 0, 5"})
  void believed(int slots, int busy, long started) {
    assertThat(after(report(slots, busy, started)).doubted()).isEmpty();
  }

  private static WorkerReport.Builder plain() {
    return WorkerReport.builder(NOW, NOW.minusSeconds(10), 4);
  }

  private static List<Long> buckets(long each) {
    return Collections.nCopies(Distribution.LIMITS.size() + 1, each);
  }

  static Stream<Arguments> beyondReckoning() {
    var week = NOW.plus(Duration.ofDays(7));
    return Stream.of(
        arguments(WorkerReport.builder(Instant.MAX, NOW, 4), "says that it is +1000000000"),
        arguments(WorkerReport.builder(Instant.MIN, NOW, 4), "says that it is -1000000000"),
        arguments(
            WorkerReport.builder(week.plusMillis(1), NOW, 4), "says that it is 2026-01-08T00"),
        arguments(WorkerReport.builder(NOW, Instant.MAX, 4), "has run since +1000000000"),
        arguments(plain().postponed(new Postponed(1, NOW, Instant.MAX)), "come again"),
        arguments(plain().postponed(new Postponed(1, Instant.MIN, NOW)), "come again"),
        arguments(plain().postponed(new Postponed(1, NOW, week.plusMillis(1))), "come again"),
        arguments(plain().taskSeconds(new Distribution(1, 1.7e308)), "1 times that add up to"),
        arguments(plain().waitSeconds(new Distribution(1, 1.7e308)), "1 times that add up to"),
        arguments(plain().ageSeconds(new Distribution(0, 1)), "0 times that add up to"),
        arguments(plain().taskSeconds(new Distribution(Long.MAX_VALUE, 1)), "has measured"),
        arguments(plain().waitSeconds(new Distribution(Long.MAX_VALUE, 1)), "has measured"),
        arguments(
            plain().waitSeconds(new Distribution(1, 1, buckets(Long.MIN_VALUE))), "has counted"),
        arguments(
            plain().waitSeconds(new Distribution(1, 1, buckets(Long.MAX_VALUE))), "has counted"),
        arguments(plain().busySeconds(1.7e308), "seconds"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("beyondReckoning")
  void can_not_be_reckoned_with_now_nor_when_its_pod_is_gone(
      WorkerReport.Builder report, String why) {
    assertThat(after(report.build()).doubted().get("liar")).contains(why);

    ledger.retain(Set.of("honest"), NOW);
    var left = ledger.at(PODS, NOW.plusSeconds(1)).service();
    assertThat(left.taskSeconds() + left.waitSeconds() + left.busySeconds()).isLessThan(1e9);
    assertThat(left.timed() + left.waited()).isZero();
    assertThat(left.outstanding().postponed()).isZero();
  }

  @Test
  void has_times_that_are_fewer_or_shorter_than_before() {
    var before = plain().taskSeconds(new Distribution(2, 8)).build();

    assertThat(after(before, plain().taskSeconds(new Distribution(1, 8)).build()).doubted())
        .containsOnlyKeys("liar");
    assertThat(after(before, plain().taskSeconds(new Distribution(2, 7)).build()).doubted())
        .containsOnlyKeys("liar");
    assertThat(after(before, plain().taskSeconds(new Distribution(2, 8)).build()).doubted())
        .isEmpty();
  }

  @Test
  void postpones_more_tasks_than_can_be_counted() {
    var most = plain().postponed(new Postponed(Integer.MAX_VALUE, NOW, NOW.plusSeconds(9))).build();
    after(most);
    ledger.book("honest", most, NOW);

    assertThat(ledger.at(PODS, NOW).service().outstanding().postponed())
        .isGreaterThan(Integer.MAX_VALUE - 9);
  }

  @Test
  void takes_back_what_it_has_counted() {
    var reports = after(report(4, 0, 10), report(4, 0, 3));

    assertThat(reports.doubted().get("liar")).contains("tasks as started, and before that 10");
    assertThat(reports.service().started()).isEqualTo(17);
  }

  @Test
  void is_forgotten_when_the_next_one_can_be_true_or_its_pod_is_gone() {
    assertThat(after(report(1001, 0, 0)).doubted()).hasSize(1);
    assertThat(after(report(4, 0, 0)).doubted()).isEmpty();

    after(report(1001, 0, 0));
    ledger.retain(Set.of("honest"), NOW);
    assertThat(ledger.at(PODS, NOW).doubted()).isEmpty();
  }
}
