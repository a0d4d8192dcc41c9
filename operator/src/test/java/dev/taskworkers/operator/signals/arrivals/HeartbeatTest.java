// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.signals.arrivals.Heartbeat.Beat;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class HeartbeatTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Heartbeat heartbeat = new Heartbeat(true, true, START);

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }

  @Test
  void a_server_that_speaks_is_left_alone() {
    heartbeat.heard(false, at(9));

    assertThat(heartbeat.look(at(10))).isEqualTo(Beat.NOTHING);
    assertThat(heartbeat.look(at(18))).isEqualTo(Beat.NOTHING);
  }

  @Test
  void a_silent_server_is_asked_once_and_again_after_its_answer() {
    assertThat(heartbeat.look(at(10))).isEqualTo(Beat.PING);
    assertThat(heartbeat.look(at(15))).isEqualTo(Beat.NOTHING);
    assertThat(heartbeat.heard(false, at(16))).isTrue();
    assertThat(heartbeat.look(at(25))).isEqualTo(Beat.NOTHING);
    assertThat(heartbeat.look(at(26))).isEqualTo(Beat.PING);
  }

  @Test
  void a_server_that_used_to_answer_is_given_up_after_fifteen_seconds() {
    heartbeat.look(at(10));

    assertThat(heartbeat.look(at(24))).isEqualTo(Beat.NOTHING);
    assertThat(heartbeat.look(at(25))).isEqualTo(Beat.GIVE_UP);
  }

  @Test
  void with_a_server_that_never_answered_there_is_more_patience() {
    heartbeat = new Heartbeat(false, false, START);
    heartbeat.look(at(10));

    assertThat(heartbeat.look(at(34))).isEqualTo(Beat.NOTHING);
    assertThat(heartbeat.look(at(35))).as("who says nothing is hung up on").isEqualTo(Beat.PING);
    assertThat(heartbeat.look(at(129))).isEqualTo(Beat.PING);
    assertThat(heartbeat.look(at(130))).isEqualTo(Beat.GIVE_UP);
  }

  @Test
  void it_has_less_patience_from_its_first_answer_on() {
    heartbeat = new Heartbeat(false, false, START);
    assertThat(heartbeat.heard(false, at(5))).as("unasked").isFalse();
    heartbeat.look(at(15));
    assertThat(heartbeat.heard(false, at(16))).as("asked").isTrue();
    heartbeat.look(at(26));

    assertThat(heartbeat.look(at(41))).isEqualTo(Beat.GIVE_UP);
  }

  @Test
  void tasks_that_come_after_a_ping_are_no_answer_to_it() {
    heartbeat = new Heartbeat(false, false, START);
    heartbeat.look(at(10));

    assertThat(heartbeat.heard(true, at(11))).isFalse();
  }

  @Test
  void a_server_that_has_answered_before_is_asked_when_a_stream_begins() {
    assertThat(heartbeat.begin(START)).isTrue();
    assertThat(heartbeat.look(at(14))).isEqualTo(Beat.NOTHING);
    assertThat(heartbeat.look(at(15))).isEqualTo(Beat.GIVE_UP);
    assertThat(new Heartbeat(false, false, START).begin(START)).isFalse();
  }
}
