// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.emulator.monitoring.MonitoringOptions;
import dev.taskworkers.emulator.monitoring.Region;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator makes of a Cloud Monitoring that is as late and as patchy as Google's. */
final class BacklogAsGoogleShowsItTest {
  private static final List<Region> ONE =
      List.of(new Region("europe-west1", Duration.ofSeconds(17), 1));
  private static final List<Region> TOGETHER =
      List.of(
          new Region("europe-west1", Duration.ZERO, 3), new Region("us-east1", Duration.ZERO, 1));
  private static final List<Region> HALF_A_MINUTE_APART =
      List.of(
          new Region("europe-west1", Duration.ZERO, 3),
          new Region("us-east1", Duration.ofSeconds(30), 1));

  private WatchedBacklog watched = new WatchedBacklog(MonitoringOptions.asGoogle(1));

  @AfterEach
  void stop() {
    watched.close();
  }

  private void play(MonitoringOptions metrics) {
    watched.close();
    watched = new WatchedBacklog(metrics);
  }

  private Backlog after(int minutes) {
    return watched.after(Duration.ofMinutes(minutes)).backlog();
  }

  @Test
  void what_waits_in_a_subscription_of_the_same_name_elsewhere_is_not_ours() {
    play(MonitoringOptions.asGoogle(1).withPlaces(ONE));
    watched.othersPublish();
    watched.publish(40);

    var known = after(8);

    assertThat(known.state()).isEqualTo(State.FRESH);
    assertThat(known.samples()).extracting(Sample::undelivered).containsOnly(40L);
  }

  @Test
  void what_only_others_have_is_nothing_here() {
    watched.othersPublish();

    assertThat(after(8)).isEqualTo(Backlog.missing());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void regions_that_sample_at_seconds_of_their_own_are_summed(long seed) {
    play(MonitoringOptions.asGoogle(seed));
    watched.othersPublish();
    watched.publish(40);

    after(7);

    for (var minute = 0; minute < 20; minute++) {
      var known = after(1);
      assertThat(known.state()).isEqualTo(State.FRESH);
      assertThat(known.samples()).extracting(Sample::undelivered).containsOnly(40L);
      assertThat(gaps(known)).allSatisfy(gap -> assertThat(gap).isBetween(30L, 180L));
    }
  }

  private static List<Long> gaps(Backlog known) {
    var times = known.samples().stream().map(Sample::at).toList();
    return IntStream.range(1, times.size())
        .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)).toSeconds())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_region_that_is_missing_is_not_empty(boolean together) {
    play(MonitoringOptions.asGoogle(1).withPlaces(together ? TOGETHER : HALF_A_MINUTE_APART));
    watched.publish(40);
    assertThat(after(8).state()).isEqualTo(State.FRESH);
    watched.cloud.faults().set(FaultKind.MONITORING_GAP, "*", "*", "us-east1");

    for (var end = watched.clock.instant().plus(Duration.ofMinutes(40)); isBefore(end); ) {
      var known = watched.tick();
      assertThat(known.backlog().samples())
          .extracting(Sample::undelivered)
          .allMatch(undelivered -> undelivered == 40);
    }
    var missing = watched.tick();
    assertThat(missing.backlog().state()).isEqualTo(State.STALE);
    assertThat(missing.message()).contains("us-east1 held messages and shows no samples any more");

    watched.cloud.faults().clear();
    var back = after(8);
    assertThat(back.state()).isEqualTo(State.FRESH);
    assertThat(back.samples()).extracting(Sample::undelivered).containsOnly(40L);
  }

  private boolean isBefore(Instant end) {
    return watched.clock.instant().isBefore(end);
  }

  @Test
  void a_region_begins_with_its_first_message_and_ends_empty_without_holding_up_the_others() {
    play(
        MonitoringOptions.asGoogle(1)
            .withPlaces(HALF_A_MINUTE_APART)
            .withEnd(Duration.ofMinutes(2)));
    watched.publish(1);
    assertThat(after(8).newest().map(Sample::undelivered)).contains(1L);

    watched.publish(39);
    assertThat(after(8).newest().map(Sample::undelivered)).contains(40L);

    watched.take(40).run();
    watched.publish(1);
    var drained = after(14);
    assertThat(drained.state()).isEqualTo(State.FRESH);
    assertThat(drained.newest().map(Sample::undelivered)).contains(1L);
  }

  @Test
  void a_region_that_ends_without_a_0_is_empty_where_all_regions_together_are_counted() {
    play(MonitoringOptions.asGoogle(1).withPlaces(HALF_A_MINUTE_APART).withEnd(Duration.ZERO));
    watched.publish(40);
    assertThat(after(8).newest().map(Sample::undelivered)).contains(40L);

    watched.take(40).run();
    watched.publish(1);

    after(8);
    for (var minute = 0; minute < 20; minute++) {
      var known = after(1);
      assertThat(known.state()).isEqualTo(State.FRESH);
      assertThat(known.newest().map(Sample::undelivered)).contains(1L);
    }
  }

  @Test
  void a_project_in_which_nothing_was_ever_sampled_misses_samples_but_nothing_is_wrong() {
    var known = watched.after(Duration.ofMinutes(5));

    assertThat(known.backlog()).isEqualTo(Backlog.missing());
    watched.publish(3);
    assertThat(after(8).newest().map(Sample::undelivered)).contains(3L);
  }

  @Test
  void a_backend_error_is_an_error_until_the_next_answer() {
    watched.publish(3);
    after(8);
    watched.cloud.faults().set(FaultKind.MONITORING_503, Duration.ofMinutes(2));

    var known = watched.after(Duration.ofSeconds(90));
    assertThat(known.backlog().state()).isEqualTo(State.ERROR);
    assertThat(known.message()).contains("UNAVAILABLE");
    assertThat(after(2).state()).isEqualTo(State.FRESH);
  }
}
