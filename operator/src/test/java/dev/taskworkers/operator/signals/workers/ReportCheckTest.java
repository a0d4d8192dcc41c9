package dev.taskworkers.operator.signals.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.orders.PodIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pod says what it likes. */
@DisplayName("A report that no worker gives")
class ReportCheckTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<Workers.PodAddress> PODS =
      List.of(
          new Workers.PodAddress(new PodIdentity("n", "honest", "u"), "127.0.0.1", true),
          new Workers.PodAddress(new PodIdentity("n", "liar", "v"), "127.0.0.1", true));

  private final PoolLedger ledger = new PoolLedger("n", NOW.minusSeconds(3600));

  private static WorkerReport report(int slots, int busy, long started) {
    return WorkerReport.builder(NOW, NOW.minusSeconds(10), slots)
        .busy(busy)
        .counters(new Counters(Map.of(TaskEvent.STARTED, started)))
        .build();
  }

  private Workers.Reports after(WorkerReport... ofLiar) {
    ledger.retain(Set.of("honest", "liar"), NOW);
    ledger.book("honest", report(4, 2, 7), NOW);
    for (var report : ofLiar) {
      ledger.book("liar", report, NOW);
    }
    return ledger.at(PODS, NOW);
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
