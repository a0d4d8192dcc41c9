// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.emulator.monitoring.MonitoringOptions;
import dev.taskworkers.emulator.monitoring.Region;
import dev.taskworkers.emulator.transport.FaultKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The pages of the local cloud")
final class CloudPageTest {
  private static final List<Path> PAGES =
      List.of(
          Path.of("../docs/cloud.md"),
          Path.of("../docs/cloud-and-google.md"),
          Path.of("../docs/google-questions.md"));
  private static final CloudOptions PLAYED = CloudOptions.defaults();

  static Stream<String> figures() {
    return Stream.of(streams(), pulls(), deliveries(), metrics()).flatMap(phrases -> phrases);
  }

  private static Stream<String> streams() {
    var streams = PLAYED.streams();
    return Stream.of(
        "the client says nothing | ends after " + streams.silence().toSeconds() + " s",
        "ends after "
            + streams.shortestLife().toMinutes()
            + " to "
            + streams.longestLife().toMinutes()
            + " minutes, `UNAVAILABLE`",
        "brings its first message within " + streams.slowestOpening().toMillis() / 1000.0 + " s",
        "for up to " + streams.latestSubscription().toSeconds() + " s a stream on it is",
        "may still come for up to " + streams.slowestSeek().toSeconds() + " s",
        streams.connectionAge().equals(Duration.ofHours(1))
            ? "takes no new calls after about an hour"
            : "takes no new calls after about " + streams.connectionAge(),
        streams.bytesPerSecond() / 1_000_000 + " MB a second for each stream");
  }

  private static Stream<String> pulls() {
    var pulls = PLAYED.pulls();
    return Stream.of(
        "take "
            + pulls.shortestTrip().toMillis()
            + " to "
            + pulls.longestTrip().toMillis()
            + " ms each",
        "and " + Math.round(100 * pulls.empty()) + " in 100 return nothing",
        "by default for " + pulls.ghost().toSeconds() + " s; `pull-ghost`",
        "after " + pulls.hold().toSeconds() + " s, so that tests end");
  }

  private static Stream<String> deliveries() {
    var deliveries = PLAYED.deliveries();
    return Stream.of(
        "among the " + deliveries.window() + " oldest",
        "and " + Math.round(1000 * deliveries.duplicates()) + " in 1000 come twice");
  }

  private static Stream<String> metrics() {
    var metrics = PLAYED.metrics();
    return Stream.of(
        "sampled every " + metrics.samplePeriod().toSeconds() + " s",
        metrics.minDelay().toSeconds()
            + " to "
            + metrics.maxDelay().toSeconds()
            + " s after it was taken, each for itself | exactly "
            + MonitoringOptions.undisturbed().maxDelay().toSeconds()
            + " s",
        shares(metrics) + " of 100; the oldest at home",
        "has zeros for "
            + metrics.endsAfter().orElseThrow().toMinutes()
            + " minutes, then no series");
  }

  private static String shares(MonitoringOptions metrics) {
    var regions = metrics.regions();
    return IntStream.range(0, regions.size())
        .mapToObj(index -> String.valueOf(Region.share(regions, index, 100)))
        .collect(Collectors.joining(", "))
        .replaceAll(", (\\d+)$", " and $1");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("figures")
  void says_what_is_played_by_default(String phrase) throws IOException {
    assertThat(text()).contains(phrase);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void has_a_row_for_each_fault(FaultKind kind) throws IOException {
    assertThat(text()).contains("\n| `" + kind.word() + "` | ");
  }

  private static String text() throws IOException {
    var text = new StringBuilder();
    for (var page : PAGES) {
      text.append(Files.readString(page));
    }
    return text.toString();
  }
}
