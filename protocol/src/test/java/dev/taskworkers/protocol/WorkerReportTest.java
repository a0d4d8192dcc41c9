// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import dev.taskworkers.protocol.WorkerReport.Postponed;
import java.time.Instant;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The report of a worker")
class WorkerReportTest {
  private static final String TIMES =
      "\"now\":\"2026-01-01T00:00:00Z\",\"startedAt\":\"2026-01-01T00:00:00Z\"";

  private static final String SOUND = "{\"version\":1," + TIMES + ",\"slots\":4";

  @ParameterizedTest(name = "is not ''{0}''")
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "7",
        "<html>",
        "{\"version\":1",
        "{\"slots\":4," + TIMES + "}",
        "{\"version\":1,\"startedAt\":\"2026-01-01T00:00:00Z\",\"slots\":4}",
        "{\"version\":1,\"now\":\"2026-01-01T00:00:00Z\",\"startedAt\":\"yesterday\",\"slots\":4}",
        "{\"version\":1,\"now\":5,\"startedAt\":\"2026-01-01T00:00:00Z\",\"slots\":4}",
        "{\"version\":1," + TIMES + ",\"slots\":0}",
        "{\"version\":1," + TIMES + ",\"slots\":5000000000}",
        "{\"version\":1," + TIMES + ",\"slots\":99999999999999999999}",
        "{\"version\":1," + TIMES + ",\"slots\":\"many\"}",
        SOUND,
        SOUND + ",\"busy\":-1}",
        SOUND + ",\"busy\":1,\"blocked\":2}",
        SOUND + ",\"busy\":3,\"blocked\":2,\"ready\":2}",
        SOUND + ",\"busy\":3,\"ready\":-1}",
        SOUND + ",\"resting\":-1}",
        SOUND + ",\"draining\":\"yes\"}",
        SOUND + ",\"counters\":{\"started\":-1}}",
        SOUND + ",\"counters\":7}",
        SOUND + ",\"running\":7}",
        SOUND + ",\"running\":[",
        SOUND + ",\"taskSeconds\":{\"count\":1,\"sum\":-5}}",
        SOUND + ",\"postponed\":{\"count\":1,\"next\":\"2026-01-01T00:00:00Z\"}}",
      })
  void something_else(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkerReport.fromJson(text.getBytes(UTF_8)));
  }

  @Test
  void is_read_without_what_is_not_sound_in_its_lists() {
    var times = "\"first\":\"2026-01-01T00:00:00Z\",\"last\":\"2026-01-01T00:00:00Z\"}";
    var text =
        SOUND
            + ",\"running\":[{\"task\":7},{\"task\":\"a\"},{\"attempt\":5000000000}],"
            + "\"failures\":[{\"kind\":\"w\"},{\"kind\":\"x\","
            + times
            + ",{\"kind\":\"y\",\"first\":\"yesterday\"},{\"kind\":\"z\",\"count\":\"many\","
            + times
            + "]}";

    var report = WorkerReport.fromJson(text.getBytes(UTF_8));

    assertThat(report.running()).extracting(TaskRun::task).containsExactly("a");
    assertThat(report.failures()).extracting(FailureGroup::kind).containsExactly("x");
  }

  @Property(tries = 300, seed = "1")
  void is_read_as_it_was_written(@ForAll("reports") WorkerReport report) {
    assertThat(WorkerReport.fromJson(report.toJson().getBytes(UTF_8))).isEqualTo(report);
  }

  @Property(tries = 300, seed = "1")
  void says_the_same_when_it_is_built_again(@ForAll("reports") WorkerReport report) {
    assertThat(report.toBuilder().build()).isEqualTo(report);
  }

  @Provide
  Arbitrary<WorkerReport> reports() {
    return Combinators.combine(
            report(),
            extras(),
            distributions(),
            distributions(),
            runs().list().ofMaxSize(TaskRun.MOST + 1),
            failures().list().ofMaxSize(FailureGroup.MOST + 1))
        .as(
            (report, extra, waits, ages, running, failures) -> {
              extra.accept(report);
              return report
                  .waitSeconds(waits)
                  .ageSeconds(ages)
                  .running(running)
                  .failures(failures)
                  .build();
            });
  }

  private static Arbitrary<TaskRun> runs() {
    return Combinators.combine(
            Arbitraries.strings().ofMaxLength(100), Arbitraries.integers(), seconds(), seconds())
        .as(
            (task, attempt, ran, limit) ->
                new TaskRun(task, attempt, ran, limit, attempt % 2 == 0));
  }

  private static Arbitrary<FailureGroup> failures() {
    return Combinators.combine(
            Arbitraries.strings().ofMaxLength(300),
            Arbitraries.strings().ofMaxLength(300),
            Arbitraries.longs(),
            Arbitraries.longs(),
            instants(),
            instants())
        .as(
            (kind, message, count, recent, first, last) ->
                new FailureGroup(kind, message, count, recent, first, last, kind + message));
  }

  @ParameterizedTest(name = "down since {0} in a life from 1970-01-01 to {1}: since {2}")
  @CsvSource({
    "1970-01-01T00:00:05Z, 1970-01-01T00:00:09Z, 1970-01-01T00:00:05Z",
    "-1000000000-01-01T00:00:00Z, 1970-01-01T00:00:09Z, 1970-01-01T00:00:00Z",
    "+1000000000-12-31T23:59:59Z, 1970-01-01T00:00:09Z, 1970-01-01T00:00:09Z",
    "1969-12-31T23:59:51Z, 1969-12-31T23:59:55Z, 1969-12-31T23:59:55Z",
  })
  void has_a_handler_that_is_down_for_no_longer_than_the_worker_lives(
      Instant since, Instant now, Instant told) {
    var report =
        WorkerReport.builder(now, Instant.EPOCH, 1).handlerDown(new HandlerDown(since, "")).build();

    assertThat(report.handlerDown().orElseThrow().since()).isEqualTo(told);
  }

  /** With 64 KiB of an answer nobody listens to a worker any more. */
  @Test
  void is_never_longer_than_the_operator_reads_whatever_fails() {
    var hostile = "\u0001".repeat(1000);
    var at = Instant.parse("2026-01-01T00:00:00.123456789Z");
    var failure =
        new FailureGroup(hostile, hostile, Long.MAX_VALUE, Long.MAX_VALUE, at, at, hostile);
    var run = new TaskRun(hostile, Integer.MAX_VALUE, 1e300, 1e300, true);
    var report =
        WorkerReport.builder(at, at, 1)
            .running(Collections.nCopies(100, run))
            .failures(Collections.nCopies(100, failure))
            .build();

    assertThat(report.toJson().getBytes(UTF_8)).hasSizeLessThan(32 * 1024);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "No row 4711a., No row 815b12., true",
    "No user 0c8e4b1e-9f8a-4a3e-a1ce-8e9d1c2b3a4f, No user ffffffff-0000-4a3e-a1ce-8e9d1c2b3a4f,"
        + " true",
    "It ended with 1., It ended with 137., false",
    "HTTP status 500, HTTP status 404, false",
    "A cafe is closed, A face is closed, false",
  })
  void groups_failures_whose_messages_differ_in_ids_alone(String one, String other, boolean same) {
    var at = Instant.EPOCH;
    assertThat(new FailureGroup("k", one, 1, 1, at, at, "").key())
        .matches(key -> key.equals(new FailureGroup("k", other, 1, 1, at, at, "").key()) == same);
  }

  @ParameterizedTest(name = "that begin at character {0}")
  @ValueSource(ints = {150, 170, 195, 196, 198, 199, 200})
  void groups_failures_whose_long_messages_differ_in_ids_alone(int idAt) {
    var at = Instant.EPOCH;
    var keys =
        Stream.of("0c8e4b1e-9f8a-4a3e-a1ce-8e9d1c2b3a4f", "fedcba98-0000-4a3e-a1ce-8e9d1c2b3a4f")
            .map(id -> "x".repeat(idAt) + id + " is gone" + "!".repeat(100))
            .map(message -> new FailureGroup("k", message, 1, 1, at, at, "").key());

    assertThat(keys.distinct()).hasSize(1);
  }

  private static Arbitrary<WorkerReport.Builder> report() {
    return Combinators.combine(
            instants(),
            instants(),
            Arbitraries.integers().between(1, 1000),
            Arbitraries.integers().between(0, 2000),
            Arbitraries.strings(),
            counters(),
            seconds(),
            Arbitraries.integers().between(0, 31))
        .as(
            (now, startedAt, slots, busy, name, counters, seconds, flags) ->
                WorkerReport.builder(now, startedAt, slots)
                    .worker(name)
                    .subscription(name + "!")
                    .busy(busy)
                    .blocked(busy / 2)
                    .ready(busy / 4)
                    .resting(busy / 4)
                    .activeKeys(busy / 3)
                    .abandoned(slots / 2)
                    .draining((flags & 1) > 0)
                    .cordoned((flags & 2) > 0)
                    .pulling((flags & 4) > 0)
                    .throttled((flags & 8) > 0)
                    .counters(counters)
                    .oldestInFlightSeconds(seconds)
                    .leaseSeconds(flags + 0.5)
                    .taskSeconds(new Distribution(busy, seconds)));
  }

  /** What a report may have or not. */
  private static Arbitrary<Consumer<WorkerReport.Builder>> extras() {
    return Combinators.combine(
            instants(), seconds(), Arbitraries.strings(), Arbitraries.integers().between(0, 15))
        .as(
            (at, seconds, why, which) ->
                report -> {
                  if ((which & 1) > 0) {
                    report.freeSince(at);
                  }
                  if ((which & 2) > 0) {
                    report.busySeconds(seconds);
                  }
                  if ((which & 4) > 0) {
                    report.postponed(new Postponed(1 + which, at, at.plusSeconds(which)));
                  }
                  if ((which & 8) > 0) {
                    report.handlerDown(new HandlerDown(at, why));
                  }
                });
  }

  private static Arbitrary<Counters> counters() {
    return Arbitraries.maps(
            Arbitraries.of(TaskEvent.class), Arbitraries.longs().between(0, Long.MAX_VALUE))
        .map(Counters::new);
  }

  private static Arbitrary<Distribution> distributions() {
    var buckets =
        Arbitraries.longs()
            .between(0, Long.MAX_VALUE)
            .list()
            .ofSize(Distribution.LIMITS.size() + 1);
    return Combinators.combine(Arbitraries.longs().between(0, Long.MAX_VALUE), seconds(), buckets)
        .as(Distribution::new);
  }

  private static Arbitrary<Double> seconds() {
    return Arbitraries.doubles().between(0, 1e12);
  }

  private static Arbitrary<Instant> instants() {
    return Arbitraries.longs()
        .between(0, 4_000_000_000_000L)
        .map(Instant::ofEpochMilli)
        .map(instant -> instant.plusNanos(instant.getEpochSecond() % 1000));
  }
}
