// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.Account;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** StreamingPull. */
interface StreamContract extends OnPubSub {
  Duration A_MOMENT = Duration.ofMillis(500);

  @Test
  default void a_stream_is_sent_what_waits_and_what_comes() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "waiting");

    try (var stream = Stream.open(account(), subscription, 10)) {
      assertThat(Account.texts(stream.messages(1, account().patience())))
          .containsExactly("waiting");
      account().publish(topic, "coming");
      assertThat(Account.texts(stream.messages(2, account().patience())))
          .containsExactly("waiting", "coming");
    }
  }

  @Test
  @Deviates("it ignores flow control, so that one stream may get everything")
  default void a_stream_holds_no_more_than_it_has_room_for() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "1", "2", "3", "4");

    try (var stream = Stream.open(account(), subscription, 2)) {
      var first = stream.messages(2, account().patience());
      assertThat(first).hasSize(2);
      assertThat(stream.messages(3, A_MOMENT)).hasSize(2);

      account().acknowledge(subscription, first.get(0).getAckId());
      assertThat(stream.messages(3, account().patience())).hasSize(3);
    }
  }

  @Test
  default void room_is_counted_for_each_stream_so_that_the_first_can_hoard() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);

    try (var first = Stream.open(account(), subscription, 100)) {
      account().publish(topic, "1", "2", "3", "4");
      assertThat(first.messages(4, account().patience())).hasSize(4);
      try (var second = Stream.open(account(), subscription, 100)) {
        assertThat(second.messages(1, A_MOMENT)).isEmpty();
      }
    }
  }

  @Test
  default void a_stream_that_is_closed_leaves_its_messages_leased() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "held");
    var stream = Stream.open(account(), subscription, 1);
    assertThat(stream.messages(1, account().patience())).hasSize(1);

    stream.close();

    assertThat(stream.end().getCode()).isIn(Status.Code.OK, Status.Code.CANCELLED);
    assertThat(account().glance(subscription, 1)).isEmpty();
  }

  @Test
  @Deviates("it answers since version 0.8.32 only")
  default void an_empty_request_is_answered_as_a_sign_of_life() {
    var subscription = account().newSubscription(account().newTopic());

    try (var stream = Stream.open(account(), subscription, 1)) {
      while (stream.next(A_MOMENT).isPresent()) {}
      stream.send(StreamingPullRequest.newBuilder());
      assertThat(stream.next(account().patience())).isPresent();
    }
  }

  @Test
  default void a_stream_of_an_older_protocol_gets_no_answer_to_an_empty_request() {
    var subscription = account().newSubscription(account().newTopic());

    try (var stream = Stream.ofProtocol(0, account(), subscription)) {
      while (stream.next(A_MOMENT).isPresent()) {}
      stream.send(StreamingPullRequest.newBuilder());
      assertThat(stream.next(A_MOMENT)).isEmpty();
    }
  }

  @Test
  default void a_stream_tells_the_properties_of_its_subscription() {
    var topic = account().newTopic();
    var subscription =
        account()
            .newSubscription(
                topic,
                Subscription.newBuilder()
                    .setEnableExactlyOnceDelivery(true)
                    .setEnableMessageOrdering(true));
    account().publish(topic, "x");

    try (var stream = Stream.open(account(), subscription, 1)) {
      var properties = stream.next(account().patience()).orElseThrow().getSubscriptionProperties();
      assertThat(properties.getExactlyOnceDeliveryEnabled()).isTrue();
      assertThat(properties.getMessageOrderingEnabled()).isTrue();
    }
  }

  @Test
  @Deviates("it sends no confirmations")
  default void acknowledgements_on_a_stream_are_confirmed_with_exactly_once_delivery() {
    var topic = account().newTopic();
    var subscription =
        account()
            .newSubscription(topic, Subscription.newBuilder().setEnableExactlyOnceDelivery(true));
    account().publish(topic, "once");

    try (var stream = Stream.open(account(), subscription, 1)) {
      var ackId = stream.messages(1, account().patience()).get(0).getAckId();
      stream.send(StreamingPullRequest.newBuilder().addAckIds(ackId));
      var first = stream.next(account().patience()).orElseThrow().getAcknowledgeConfirmation();
      assertThat(first.getAckIdsList()).containsExactly(ackId);

      stream.send(StreamingPullRequest.newBuilder().addAckIds(ackId));
      var second = stream.next(account().patience()).orElseThrow().getAcknowledgeConfirmation();
      assertThat(second.getInvalidAckIdsList()).containsExactly(ackId);
    }
  }

  @Test
  default void messages_can_be_given_back_on_a_stream() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "again");

    try (var stream = Stream.open(account(), subscription, 1)) {
      var ackId = stream.messages(1, account().patience()).get(0).getAckId();
      stream.send(
          StreamingPullRequest.newBuilder()
              .addModifyDeadlineAckIds(ackId)
              .addModifyDeadlineSeconds(0));
      assertThat(Account.texts(stream.messages(2, account().patience())))
          .containsExactly("again", "again");
    }
  }

  @Test
  default void a_stream_of_a_missing_subscription_ends_with_not_found() {
    try (var stream = Stream.open(account(), account().newName("subscriptions"), 1)) {
      assertThat(stream.end().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }
  }

  @Test
  default void a_stream_with_a_deadline_below_10_seconds_is_refused() {
    var subscription = account().newSubscription(account().newTopic());

    try (var stream = Stream.open(account(), subscription, 1, 9)) {
      assertThat(stream.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }
}
