// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.ReportingState;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.Pool;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is remembered of a pool. */
final class PoolMemoryTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static PoolMemory memory(Pool pool) {
    return new PoolMemory(pool, Optional.empty(), NOW);
  }

  @Test
  void a_pool_that_gets_a_handler_which_does_not_report_waits_for_no_word_of_its_workers() {
    var memory = memory(Manifests.valid(Manifests.exec()));
    assertThat(memory.reportingState(true, true, NOW)).isEqualTo(ReportingState.NOW);

    assertThat(memory.reportingState(false, false, NOW.plusSeconds(5)))
        .isEqualTo(ReportingState.NEVER);
  }

  @Test
  void a_pool_that_gets_a_handler_which_reports_is_heard() {
    var foreign =
        Manifests.valid(
            Manifests.with(
                "handler: {exec: {command: [/app/thumbnail, --fast]}}", "handler: {self: {}}"));

    assertThat(memory(foreign).reportingState(true, true, NOW)).isEqualTo(ReportingState.NOW);
  }
}
