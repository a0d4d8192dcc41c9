// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract;

import static dev.taskworkers.emulator.contract.OnPubSub.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import com.google.rpc.ErrorInfo;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who holds a message, for how long, and what happens after. */
interface LeaseContract extends OnPubSub {
  @Test
  default void a_message_that_one_subscriber_holds_is_not_given_to_another() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "held");

    assertThat(account().pull(subscription, 1)).hasSize(1);

    assertThat(account().glance(subscription, 1)).isEmpty();
  }

  @Test
  default void a_pull_gives_no_more_than_was_asked_for() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "one", "two", "three");

    assertThat(account().pullOnce(subscription, 2)).hasSizeBetween(1, 2);
  }

  @Test
  default void a_pull_for_nothing_is_refused() {
    var subscription = account().newSubscription(account().newTopic());

    assertRefused(Code.INVALID_ARGUMENT, () -> account().pullOnce(subscription, 0));
  }

  @Test
  default void a_message_that_is_given_back_comes_again_with_a_new_ack_id() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "again");
    var first = account().pull(subscription, 1).get(0);

    account().nack(subscription, first.getAckId());
    var second = account().pull(subscription, 1).get(0);

    assertThat(second.getMessage().getMessageId()).isEqualTo(first.getMessage().getMessageId());
    assertThat(second.getAckId()).isNotEqualTo(first.getAckId());
  }

  @Test
  default void a_message_comes_again_when_its_deadline_has_passed() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "late");
    var first = account().pull(subscription, 1).get(0);

    account().modify(subscription, 1, first.getAckId());

    assertThat(Account.texts(account().pull(subscription, 1))).containsExactly("late");
  }

  @Test
  default void a_message_that_is_acknowledged_does_not_come_again() {
    var lease = Duration.ofSeconds(1);
    var subscription = acknowledgedWithin(lease);
    while (subscription.isEmpty()) {
      lease = lease.multipliedBy(2);
      subscription = acknowledgedWithin(lease);
    }

    try (var stream = Stream.open(account(), subscription.get(), 1)) {
      assertThat(stream.messages(1, lease.plusMillis(500))).isEmpty();
    }
  }

  /**
   * The subscription of a message that was acknowledged before its lease was over; empty where
   * client and service were too slow for that.
   */
  private Optional<String> acknowledgedWithin(Duration lease) {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "done");
    var received = account().pull(subscription, 1).get(0);
    var begin = System.nanoTime();
    account().modify(subscription, (int) lease.toSeconds(), received.getAckId());
    account().acknowledge(subscription, received.getAckId());
    return System.nanoTime() - begin < lease.toNanos()
        ? Optional.of(subscription)
        : Optional.empty();
  }

  @Test
  default void acknowledging_twice_or_late_is_accepted() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "twice");
    var received = account().pull(subscription, 1).get(0);

    account().acknowledge(subscription, received.getAckId());
    account().acknowledge(subscription, received.getAckId());
    account().modify(subscription, 30, received.getAckId());

    assertThat(account().glance(subscription, 1)).isEmpty();
  }

  @Test
  default void an_ack_id_that_was_never_given_out_is_refused() {
    var subscription = account().newSubscription(account().newTopic());

    assertRefused(
        Code.INVALID_ARGUMENT, () -> account().acknowledge(subscription, "never given out"));
    assertRefused(Code.INVALID_ARGUMENT, () -> account().acknowledge(subscription));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 601})
  @Deviates("it accepts any deadline")
  default void a_modified_deadline_outside_0_to_600_seconds_is_refused(int seconds) {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "held");
    var received = account().pull(subscription, 1).get(0);

    assertRefused(
        Code.INVALID_ARGUMENT, () -> account().modify(subscription, seconds, received.getAckId()));
  }

  @Test
  default void delivery_attempts_are_told_only_with_a_dead_letter_policy() {
    var topic = account().newTopic();
    var plain = account().newSubscription(topic);
    var guarded = account().newSubscription(topic, deadLetters(account().newTopic()));
    account().publish(topic, "poison");

    assertThat(account().pull(plain, 1).get(0).getDeliveryAttempt()).isZero();
    for (var attempt = 1; attempt <= 3; attempt++) {
      var received = account().pull(guarded, 1).get(0);
      assertThat(received.getDeliveryAttempt()).isEqualTo(attempt);
      account().nack(guarded, received.getAckId());
    }
  }

  private static Subscription.Builder deadLetters(String topic) {
    return Subscription.newBuilder()
        .setDeadLetterPolicy(
            DeadLetterPolicy.newBuilder().setDeadLetterTopic(topic).setMaxDeliveryAttempts(5));
  }

  @Test
  @Deviates("it counts attempts but forwards nothing")
  default void a_message_that_fails_5_times_goes_to_the_dead_letter_topic() {
    var topic = account().newTopic();
    var deadTopic = account().newTopic();
    var dead = account().newSubscription(deadTopic);
    var subscription = account().newSubscription(topic, deadLetters(deadTopic));
    account().publish(topic, "poison");

    for (var attempt = 1; attempt <= 5; attempt++) {
      account().nack(subscription, account().pull(subscription, 1).get(0).getAckId());
    }

    var letter = account().pull(dead, 1).get(0).getMessage();
    assertThat(letter.getData().toStringUtf8()).isEqualTo("poison");
    assertThat(letter.getAttributesMap())
        .containsEntry(
            "CloudPubSubDeadLetterSourceSubscription",
            subscription.substring(subscription.lastIndexOf('/') + 1))
        .containsEntry("CloudPubSubDeadLetterSourceDeliveryCount", "5")
        .containsKeys(
            "CloudPubSubDeadLetterSourceSubscriptionProject",
            "CloudPubSubDeadLetterSourceTopicPublishTime");
    assertThat(account().glance(subscription, 1)).isEmpty();
  }

  @Test
  @Deviates("it delivers again at once")
  default void a_retry_policy_delays_the_next_delivery() {
    var topic = account().newTopic();
    var subscription =
        account()
            .newSubscription(
                topic,
                Subscription.newBuilder()
                    .setRetryPolicy(
                        RetryPolicy.newBuilder()
                            .setMinimumBackoff(Times.duration(Duration.ofSeconds(3)))
                            .setMaximumBackoff(Times.duration(Duration.ofSeconds(4)))));
    account().publish(topic, "later");
    account().nack(subscription, account().pull(subscription, 1).get(0).getAckId());

    assertThat(account().glance(subscription, 1)).isEmpty();
    assertThat(Account.texts(account().pull(subscription, 1))).containsExactly("later");
  }

  @Test
  default void with_exactly_once_delivery_an_ack_id_works_once() throws Exception {
    var topic = account().newTopic();
    var subscription =
        account()
            .newSubscription(topic, Subscription.newBuilder().setEnableExactlyOnceDelivery(true));
    account().publish(topic, "once");
    var stale = account().pull(subscription, 1).get(0).getAckId();
    account().nack(subscription, stale);
    var current = account().pull(subscription, 1).get(0).getAckId();

    var ack =
        assertRefused(Code.INVALID_ARGUMENT, () -> account().acknowledge(subscription, stale));
    assertThat(errorInfo(ack).getReason()).isEqualTo("EXACTLY_ONCE_ACKID_FAILURE");
    assertThat(errorInfo(ack).getMetadataMap())
        .containsEntry(stale, "PERMANENT_FAILURE_INVALID_ACK_ID");
    var modify =
        assertRefused(Code.INVALID_ARGUMENT, () -> account().modify(subscription, 30, stale));
    assertThat(errorInfo(modify).getMetadataMap()).containsKey(stale);
    account().acknowledge(subscription, current);
  }

  private static ErrorInfo errorInfo(StatusRuntimeException refusal)
      throws InvalidProtocolBufferException {
    var status = Objects.requireNonNull(StatusProto.fromThrowable(refusal));
    return status.getDetails(0).unpack(ErrorInfo.class);
  }
}
