// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.demo.StreamLedger.Cause;
import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stream is opened")
class StreamLedgerTest {
  private static final String BELL = "doorbell";
  private static final String OPERATOR = "operator";

  private final Instant made = Instant.EPOCH;
  private Instant now = made;
  private boolean silenced;
  private final StreamLedger streams = new StreamLedger(() -> now, at -> silenced);

  @Test
  void as_the_first_of_a_process_on_a_subscription() {
    open();
    streams.streamOpened("another", OPERATOR, made);
    streams.streamOpened(BELL, "tasks-1", made);

    assertThat(streams.opened()).isEqualTo(Map.of(Cause.FIRST, 3));
  }

  @Test
  void as_the_first_again_by_a_process_that_took_the_place_of_a_killed_one() {
    later(Duration.ofHours(1));
    open();
    streams.streamOpened(BELL, "tasks-1", made);
    streams.crashed(OPERATOR);
    open();
    streams.streamOpened(BELL, "tasks-1", made);

    assertThat(streams.opened()).isEqualTo(Map.of(Cause.FIRST, 3, Cause.NONE, 1));
  }

  @Test
  void after_pubsub_ended_the_one_before_and_once_for_each_end() {
    later(Duration.ofHours(1));
    open();
    streams.streamEnded(BELL, OPERATOR);
    open();
    open();

    assertThat(streams.opened()).isEqualTo(Map.of(Cause.FIRST, 1, Cause.ENDED, 1, Cause.NONE, 1));
    assertThat(streams.ended()).isEqualTo(1);
  }

  @Test
  void in_place_of_one_that_a_fault_keeps_silent() {
    later(Duration.ofHours(1));
    open();
    silenced = true;
    open();

    assertThat(streams.opened()).isEqualTo(Map.of(Cause.FIRST, 1, Cause.SILENT, 1));
  }

  @Test
  void in_place_of_one_that_was_opened_on_a_new_subscription_and_has_brought_nothing() {
    open();
    later(Duration.ofSeconds(10));
    open();
    later(Duration.ofSeconds(50));
    open();
    later(Duration.ofSeconds(10));
    open();

    assertThat(streams.opened())
        .as("the third was opened when the subscription was there for everyone")
        .isEqualTo(Map.of(Cause.FIRST, 1, Cause.NEW_SUBSCRIPTION, 2, Cause.NONE, 1));
  }

  @Test
  void for_no_cause_in_place_of_one_that_has_brought_something() {
    open();
    streams.delivered(new Delivery(BELL, "a", "ack", OPERATOR, 1, now, now));
    later(Duration.ofSeconds(10));
    open();

    assertThat(streams.opened()).isEqualTo(Map.of(Cause.FIRST, 1, Cause.NONE, 1));
  }

  private void open() {
    streams.streamOpened(BELL, OPERATOR, made);
  }

  private void later(Duration time) {
    now = now.plus(time);
  }
}
