// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Release;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Leases, back-off and dead letters, to the second. */
final class LeaseTest {
  private final Desk desk = new Desk();

  @Test
  void a_lease_holds_until_just_before_its_deadline() {
    var subscription = desk.subscribe(Subscription.newBuilder());
    desk.publish("a");
    var lease = desk.pull(subscription, 1).get(0);

    desk.advance(Duration.ofMillis(9_999));
    assertThat(desk.pull(subscription, 1)).isEmpty();

    desk.advance(Duration.ofMillis(1));
    assertThat(desk.pull(subscription, 1)).hasSize(1);
    assertThat(desk.acknowledge(subscription, lease)).isFalse();
  }

  @Test
  void an_extension_counts_from_now() {
    var subscription = desk.subscribe(Subscription.newBuilder());
    desk.publish("a");
    var lease = desk.pull(subscription, 1).get(0);

    desk.advance(Duration.ofSeconds(9));
    assertThat(desk.modify(subscription, lease, Duration.ofSeconds(30))).isTrue();

    desk.advance(Duration.ofSeconds(29));
    assertThat(desk.acknowledge(subscription, lease)).isTrue();
    assertThat(desk.undelivered(subscription)).isZero();
  }

  @Test
  void observers_hear_how_each_lease_ended() {
    var heard = new ArrayList<String>();
    desk.broker.observe(
        new CloudObserver() {
          @Override
          public void acknowledged(
              String subscription, String messageId, String client, Instant at, boolean current) {
            heard.add("acknowledged " + current);
          }

          @Override
          public void released(
              String subscription, String messageId, String client, Instant at, Release how) {
            heard.add(how.name());
          }
        });
    var subscription = desk.subscribe(Subscription.newBuilder());
    desk.publish("a");

    desk.nack(subscription, desk.pull(subscription, 1).get(0));
    var expiring = desk.pull(subscription, 1).get(0);
    desk.advance(Duration.ofSeconds(10));
    desk.acknowledge(subscription, expiring);
    desk.acknowledge(subscription, desk.pull(subscription, 1).get(0));

    assertThat(heard)
        .containsExactly("NACKED", "EXPIRED", "acknowledged false", "acknowledged true");
  }

  @Test
  void each_failure_doubles_the_back_off_up_to_the_maximum() {
    var subscription =
        desk.subscribe(
            Subscription.newBuilder()
                .setRetryPolicy(
                    RetryPolicy.newBuilder()
                        .setMinimumBackoff(Times.duration(Duration.ofSeconds(10)))
                        .setMaximumBackoff(Times.duration(Duration.ofSeconds(60)))));
    desk.publish("a");

    for (var seconds : List.of(10, 20, 40, 60, 60)) {
      desk.nack(subscription, desk.pull(subscription, 1).get(0));
      desk.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(desk.pull(subscription, 1)).isEmpty();
      desk.advance(Duration.ofMillis(1));
    }
    assertThat(desk.pull(subscription, 1).get(0).attempt()).isEqualTo(6);
  }

  private Subscription.Builder guarded() {
    return Subscription.newBuilder()
        .setDeadLetterPolicy(
            DeadLetterPolicy.newBuilder()
                .setDeadLetterTopic(Desk.DEAD_TOPIC)
                .setMaxDeliveryAttempts(5));
  }

  @Test
  void leases_that_expire_count_as_attempts_too() {
    desk.createTopic(Desk.DEAD_TOPIC);
    var dead =
        desk.subscribe(Desk.DEAD_TOPIC, "projects/p/subscriptions/dead", Subscription.newBuilder());
    var subscription = desk.subscribe(guarded());
    desk.publish("poison");

    for (var attempt = 1; attempt <= 5; attempt++) {
      assertThat(desk.pull(subscription, 1)).hasSize(1);
      desk.advance(Duration.ofSeconds(10));
    }

    assertThat(desk.undelivered(subscription)).isZero();
    assertThat(Desk.texts(desk.pull(dead, 1))).containsExactly("poison");
  }

  @Test
  void without_the_dead_letter_topic_a_message_is_delivered_on_and_on() {
    desk.createTopic(Desk.DEAD_TOPIC);
    var subscription = desk.subscribe(guarded());
    desk.broker.run((all, now) -> all.deleteTopic(Desk.DEAD_TOPIC));
    desk.publish("poison");

    for (var attempt = 1; attempt <= 7; attempt++) {
      desk.nack(subscription, desk.pull(subscription, 1).get(0));
    }

    assertThat(desk.pull(subscription, 1).get(0).attempt()).isEqualTo(8);
  }

  @Test
  void who_waits_gets_an_equal_share() {
    var subscription = desk.subscribe(Subscription.newBuilder());
    var pullers = Stream.of("a", "b", "c").map(name -> new Desk.Puller(name, 10)).toList();
    desk.broker.run((all, now) -> pullers.forEach(subscription::join));

    desk.publish("1", "2", "3", "4", "5", "6", "7", "8", "9");

    assertThat(pullers).allSatisfy(puller -> assertThat(puller.taken).hasSize(3));
  }

  @Test
  void a_key_blocks_until_its_failed_message_has_paused() {
    var subscription =
        desk.subscribe(
            Subscription.newBuilder()
                .setEnableMessageOrdering(true)
                .setRetryPolicy(
                    RetryPolicy.newBuilder()
                        .setMinimumBackoff(Times.duration(Duration.ofSeconds(10)))));
    desk.publishKeyed("k", "1");
    desk.publishKeyed("k", "2");
    var batch = desk.pull(subscription, 2);

    desk.nack(subscription, batch.get(0));
    assertThat(desk.acknowledge(subscription, batch.get(1))).as("revoked with 1").isFalse();
    assertThat(desk.pull(subscription, 2)).isEmpty();

    desk.advance(Duration.ofSeconds(10));
    assertThat(Desk.texts(desk.pull(subscription, 2))).containsExactly("1", "2");
  }
}
