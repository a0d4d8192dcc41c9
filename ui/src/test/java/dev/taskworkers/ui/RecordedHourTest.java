// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.simulation.scalers.Scalers;
import dev.taskworkers.simulation.world.Beginning;
import dev.taskworkers.simulation.world.Range;
import dev.taskworkers.ui.RecordedHour.NothingToPlay;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The last hour of a pool")
class RecordedHourTest {
  private static final String STEPS =
      "[{\"arrivals\":0.5,\"waiting\":7,\"pods\":2},{\"arrivals\":4,\"waiting\":9,\"pods\":4}]";

  private final FakeSource source = new FakeSource();

  private static String hour(String steps, String watch, boolean reports, String starts) {
    return "{\"name\":\"n/p\",\"from\":60,\"stepSeconds\":30,\"steps\":"
        + steps
        + ",\"pool\":{\"maxWaitSeconds\":30,\"drainWithinSeconds\":60,\"minReplicas\":0,"
        + "\"maxReplicas\":20,\"concurrency\":4,\"taskSeconds\":2.5,\"watch\":\""
        + watch
        + "\",\"workersReport\":"
        + reports
        + ",\"podStartSeconds\":"
        + starts
        + "}}";
  }

  private RecordedHour read(String json) throws NothingToPlay {
    return new HourSource(source.answer("/pools/n/p/hour", json)).of("n/p");
  }

  @Test
  void begins_with_the_pods_and_the_tasks_that_were_there() throws Exception {
    var hour = read(hour(STEPS, "DOORBELL", true, "[12,30]"));

    assertThat(hour.beginning()).isEqualTo(new Beginning(2, 7));
    assertThat(hour.podStart()).isEqualTo(new Range(12, 30));
    assertThat(hour.podHours()).isEqualTo(6 * 30 / 3600.0);
    assertThat(hour.csv())
        .isEqualTo("time,tasks\n1970-01-01T00:01:00Z,0.5\n1970-01-01T00:01:30Z,4.0\n");
    assertThat(hour.workload(hour.settings()).seconds()).isEqualTo(60);
  }

  @ParameterizedTest(name = "{0}, reports {1}: {2}")
  @CsvSource({
    "DOORBELL,true,OURS",
    "PROBE,true,OURS_PROBE",
    "DOORBELL,false,OURS_FOREIGN",
    "NONE,false,OURS_METRIC"
  })
  void is_played_with_the_signals_that_the_pool_has(String watch, boolean reports, Scalers policy)
      throws Exception {
    assertThat(read(hour(STEPS, watch, reports, "[]")).policy()).isEqualTo(policy);
  }

  @Test
  void has_the_usual_starts_where_none_was_seen() throws Exception {
    assertThat(read(hour(STEPS, "DOORBELL", true, "[]")).podStart()).isEqualTo(new Range(15, 35));
  }

  @Test
  void says_why_there_is_nothing_to_play() {
    refused("{\"name\":\"n/p\",\"steps\":" + STEPS + "}", "does not follow n/p");
    refused(hour("[]", "PROBE", true, "[]"), "has not looked at n/p for a minute yet");
    refused(hour(STEPS.replace("0.5", "0").replace(":4,", ":0,"), "PROBE", true, "[]"), "No task");
    refused(
        hour(STEPS.replace("0.5", "0.04").replace(":4,", ":0,"), "PROBE", true, "[]"),
        "About 1 tasks have come to n/p");
    refused(hour(STEPS.replace("0.5", "90000"), "PROBE", true, "[]"), "too many to play");
    refused("{", "can't read the operator's answer");
    source.answer("/pools/n/p/hour", new PoolSource.Reply(503, "Away.", "", List.of()));
    assertThatThrownBy(() -> new HourSource(source).of("n/p")).hasMessage("Away.");
    assertThatThrownBy(() -> new HourSource(source).of("n/other"))
        .hasMessageContaining("does not know the pool, or it is older");
  }

  private void refused(String json, String why) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(NothingToPlay.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "maxReplicas=0,maxReplicas: expected 1 to 10000",
    "minReplicas=30,maxReplicas: expected 30 to 10000",
    "maxWaitSeconds=soon,maxWaitSeconds: expected a number",
    "maxWaitSeconds=NaN,maxWaitSeconds: expected 1 to 604800",
    "minReplicas=NaN,minReplicas: expected a whole number",
    "concurrency=2.7,concurrency: expected a whole number",
    "concurrency=0,concurrency: expected 1 to 1000"
  })
  void is_not_played_with_settings_that_cannot_be(String query, String why) throws Exception {
    var hour = read(hour(STEPS, "DOORBELL", true, "[]"));
    assertThatThrownBy(() -> WhatIf.of(hour, Change.of(query)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void is_played_with_waits_of_the_pool_that_nobody_may_try() throws Exception {
    var hour =
        read(
            hour(STEPS, "DOORBELL", true, "[]")
                .replace("Seconds\":30,\"drain", "Seconds\":864000,\"drain"));

    assertThat(hour.settings().wishes().maxWaitSeconds()).isEqualTo(864_000);
    assertThat(Change.of("concurrency=8").of(hour.settings()).concurrency()).isEqualTo(8);
    assertThatThrownBy(() -> Change.of("maxWaitSeconds=864000").of(hour.settings()))
        .hasMessage("maxWaitSeconds: expected 1 to 604800, but found 864000.");
    assertThatThrownBy(() -> Change.of("minReplicas=30").of(hour.settings()))
        .hasMessage("maxReplicas: expected 30 to 10000, but found 20.");
  }
}
