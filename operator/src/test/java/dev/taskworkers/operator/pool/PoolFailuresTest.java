// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.FailureGroup;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The failures of a pool")
final class PoolFailuresTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant BEFORE = NOW.minusSeconds(1000);
  private static final Set<String> BOTH = Set.of("a", "b");

  private final PoolFailures failures = new PoolFailures();

  private static FailureGroup group(String message, long count, int second) {
    return new FailureGroup(
        "x.Y", message, count, 1, BEFORE, BEFORE.plusSeconds(second), "t" + second);
  }

  private static WorkerReport report(Instant started, FailureGroup... groups) {
    return WorkerReport.builder(NOW, started, 1).failures(Arrays.asList(groups)).build();
  }

  private List<String> counts() {
    return failures.groups().stream()
        .map(group -> group.count() + " " + group.message() + " " + group.recent())
        .toList();
  }

  @Test
  void are_those_of_all_workers_what_came_last_first() {
    failures.add(
        Map.of(
            "a", report(NOW, group("No row 12345.", 3, 1), group("Full.", 1, 9)),
            "b", report(NOW, group("No row 67890.", 4, 2))),
        BOTH,
        NOW);

    assertThat(counts()).containsExactly("1 Full. 1", "7 No row 67890. 2");
    assertThat(failures.groups().get(1).task()).isEqualTo("t2");
  }

  @Test
  void keep_those_of_a_worker_that_is_gone_and_none_of_them_is_recent() {
    failures.add(Map.of("a", report(NOW, group("Full.", 3, 1))), Set.of("a"), NOW);
    failures.add(Map.of("b", report(NOW, group("Full.", 1, 2))), Set.of("b"), NOW.plusSeconds(121));
    assertThat(counts()).containsExactly("4 Full. 1");

    failures.add(Map.of(), Set.of(), NOW.plusSeconds(600));
    assertThat(counts()).containsExactly("4 Full. 0");
  }

  @Test
  void count_none_twice_of_a_worker_that_misses_a_question() {
    for (var staying : List.of(Set.of("a"), Set.<String>of())) {
      failures.add(Map.of("a", report(NOW, group("Full.", 3, 1))), staying, NOW);
      failures.add(Map.of(), staying, NOW.plusSeconds(5));
      assertThat(counts()).containsExactly("3 Full. 1");
      failures.add(Map.of("a", report(NOW, group("Full.", 3, 1))), staying, NOW.plusSeconds(10));
      assertThat(counts()).containsExactly("3 Full. 1");
    }
  }

  @Test
  void add_up_over_the_processes_of_a_worker_and_what_a_process_has_forgotten() {
    failures.add(Map.of("a", report(NOW, group("Full.", 3, 1))), BOTH, NOW);
    failures.add(Map.of("a", report(NOW.plusSeconds(5), group("Full.", 1, 7))), BOTH, NOW);
    assertThat(counts()).containsExactly("4 Full. 1");

    failures.add(Map.of("a", report(NOW.plusSeconds(5), group("Other.", 1, 8))), BOTH, NOW);
    failures.add(
        Map.of("a", report(NOW.plusSeconds(5), group("Full.", 1, 9), group("Other.", 1, 8))),
        BOTH,
        NOW);
    assertThat(counts()).containsExactly("5 Full. 1", "1 Other. 1");
  }

  @Test
  void of_a_worker_whose_clock_is_ahead_came_no_later_than_they_were_told() {
    var never = Instant.parse("9999-01-01T00:00:00Z");
    failures.add(
        Map.of("a", report(NOW, new FailureGroup("x.Y", "Lie.", 1, 1, never, never, "t"))),
        Set.of(),
        NOW);
    var later = NOW.plusSeconds(300);
    failures.add(
        Map.of("b", report(NOW, new FailureGroup("x.Y", "Full.", 1, 1, later, later, "t"))),
        Set.of(),
        later);

    assertThat(counts()).containsExactly("1 Full. 1", "1 Lie. 0");
    assertThat(failures.groups().get(1).first()).isEqualTo(NOW);
    assertThat(failures.groups().get(1).last()).isEqualTo(NOW);
  }

  @Test
  void are_bounded_whatever_workers_tell() {
    for (var pod = 0; pod < 100; pod++) {
      var one = pod;
      var groups =
          IntStream.range(0, FailureGroup.MOST)
              .mapToObj(i -> group("way " + one + " " + i, 1, one))
              .toArray(FailureGroup[]::new);
      failures.add(Map.of("pod" + pod, report(NOW, groups)), Set.of(), NOW.plusSeconds(200L * pod));
    }

    assertThat(failures.groups()).hasSize(PoolFailures.MOST);
    assertThat(failures.groups().get(0).message()).startsWith("way 99 ");
  }
}
