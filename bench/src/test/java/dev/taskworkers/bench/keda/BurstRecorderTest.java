// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class BurstRecorderTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final BurstRecorder book = new BurstRecorder("topic", "subscription", 2);

  private void published(String task, double second) {
    book.published("topic", task, at(second));
  }

  private void delivered(String subscription, String task, double second) {
    book.delivered(new Delivery(subscription, task, "ack", "pod", 1, BEGIN, at(second)));
  }

  private void done(String subscription, String task, double second) {
    book.acknowledged(subscription, task, "pod", at(second), true);
  }

  private static Instant at(double second) {
    return BEGIN.plusMillis((long) (second * 1000));
  }

  @Test
  void nothing_is_known_before_it_happens() {
    published("a", 0);
    assertThat(book.firstTaskSeconds()).isNaN();
    assertThat(book.burstEndSeconds()).isNaN();
  }

  @Test
  void counts_from_the_first_task_to_the_first_delivery() {
    published("a", 3);
    published("b", 4);
    delivered("subscription", "b", 5.5);
    delivered("subscription", "a", 6);

    assertThat(book.firstTaskSeconds()).isEqualTo(2.5);
  }

  @Test
  void a_burst_ends_with_its_own_last_task_whatever_else_is_done() {
    published("a", 0);
    published("b", 0);
    published("late", 1);
    done("subscription", "late", 2);
    done("subscription", "b", 3);
    assertThat(book.burstEndSeconds()).isNaN();

    done("subscription", "a", 4);
    done("subscription", "a", 9);
    assertThat(book.burstEndSeconds()).isEqualTo(4);
  }

  @Test
  void a_first_task_that_is_done_before_the_others_come_does_not_end_the_burst() {
    published("a", 0);
    done("subscription", "a", 1);
    published("b", 2);
    assertThat(book.burstEndSeconds()).isNaN();

    done("subscription", "b", 3);
    assertThat(book.burstEndSeconds()).isEqualTo(3);
  }

  @Test
  void other_topics_and_subscriptions_do_not_count() {
    book.published("other", "x", at(0));
    published("a", 1);
    published("b", 1);
    delivered("doorbell", "a", 2);
    done("doorbell", "a", 2);
    done("doorbell", "b", 2);

    assertThat(book.firstTaskSeconds()).isNaN();
    assertThat(book.burstEndSeconds()).isNaN();
  }
}
