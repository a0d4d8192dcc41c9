// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.Subscription;
import com.google.rpc.ErrorInfo;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.contract.Stream;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** What Pub/Sub's clients notice of a fault. */
final class FaultsTest {
  private final MutableClock clock = MutableClock.epochUTC();
  private final LocalCloud cloud =
      LocalCloud.start(CloudOptions.undisturbed().withPullHold(Duration.ofMillis(50)), clock);
  private final Account account =
      Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(90));
  private final String topic = account.newTopic();
  private final String subscription = account.newSubscription(topic);

  @AfterEach
  void stop() {
    account.close();
    cloud.close();
  }

  private static Code refusal(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call).getStatus().getCode();
  }

  @Test
  void while_pubsub_is_unavailable_calls_fail_and_open_streams_break() {
    var stream = Stream.open(account, subscription, 1);
    assertThat(stream.next(Duration.ofSeconds(90))).isPresent();

    cloud.faults().set(FaultKind.PUBSUB_UNAVAILABLE, Duration.ofMinutes(1));

    assertThat(stream.end().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(refusal(() -> account.publish(topic, "a"))).isEqualTo(Code.UNAVAILABLE);
    assertThat(refusal(() -> account.pullOnce(subscription, 1))).isEqualTo(Code.UNAVAILABLE);
    assertThatCode(account::newTopic).as("administration goes on").doesNotThrowAnyException();

    clock.add(Duration.ofMinutes(1));
    assertThat(account.publish(topic, "a")).hasSize(1);
  }

  @Test
  void a_silent_doorbell_cannot_be_pulled_but_others_can() {
    var doorbell =
        account.newSubscription(
            topic, Subscription.newBuilder().putLabels("taskworkers-doorbell", "thumbnails"));
    account.publish(topic, "a");
    cloud.faults().set(FaultKind.DOORBELL_SILENT);

    assertThat(refusal(() -> account.pullOnce(doorbell, 1))).isEqualTo(Code.UNAVAILABLE);
    assertThat(account.pullOnce(subscription, 1)).hasSize(1);

    cloud.faults().clear(FaultKind.DOORBELL_SILENT);
    assertThat(account.pullOnce(doorbell, 1)).hasSize(1);
  }

  @Test
  void a_stream_that_is_stuck_stays_open_and_says_nothing_while_a_new_one_works() {
    var stuck = Stream.open(account, subscription, 0);
    assertThat(stuck.next(Duration.ofSeconds(90))).isPresent();
    cloud.faults().set(FaultKind.STREAM_STUCK, "*", subscription);
    clock.add(Duration.ofSeconds(1));
    stuck.send(StreamingPullRequest.newBuilder());
    account.publish(topic, "a");

    try (var fresh = Stream.open(account, subscription, 0)) {
      assertThat(fresh.messages(1, Duration.ofSeconds(90))).hasSize(1);
    }
    assertThat(stuck.next(Duration.ZERO)).isEmpty();

    cloud.faults().clear();
    stuck.send(StreamingPullRequest.newBuilder());
    assertThat(stuck.next(Duration.ofSeconds(90))).as("the answer to a ping").isPresent();
    stuck.close();
  }

  @Test
  void permission_can_be_denied_for_one_method_on_some_resources() {
    cloud.faults().set(FaultKind.PERMISSION_DENIED, "Pull", "projects/*/subscriptions/t*");

    assertThat(refusal(() -> account.pullOnce(subscription, 1))).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(account.publish(topic, "a")).hasSize(1);
  }

  @Test
  void a_quota_can_be_used_up_for_one_method_and_leaves_open_streams_alone() {
    try (var open = Stream.open(account, subscription, 0)) {
      assertThat(open.next(Duration.ofSeconds(90))).isPresent();

      cloud.faults().set(FaultKind.QUOTA_EXCEEDED, "StreamingPull", subscription);
      cloud.faults().set(FaultKind.QUOTA_EXCEEDED, "CreateSubscription", "*");

      try (var late = Stream.open(account, subscription, 0)) {
        assertThat(late.end().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      }
      assertThat(refusal(() -> account.newSubscription(topic))).isEqualTo(Code.RESOURCE_EXHAUSTED);
      account.publish(topic, "a");
      assertThat(open.messages(1, Duration.ofSeconds(90))).hasSize(1);
    }
  }

  @Test
  void with_a_disabled_key_streams_end_and_nothing_is_published_or_pulled() {
    var stream = Stream.open(account, subscription, 1);
    assertThat(stream.next(Duration.ofSeconds(90))).isPresent();

    cloud.faults().set(FaultKind.KEY_DISABLED);

    assertThat(stream.end().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(refusal(() -> account.publish(topic, "a"))).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(refusal(() -> account.pullOnce(subscription, 1)))
        .isEqualTo(Code.FAILED_PRECONDITION);
  }

  @Test
  void pulls_can_be_made_short_or_empty_for_one_subscription() {
    var other = account.newSubscription(topic);
    account.publish(topic, "a", "b", "c");

    cloud.faults().set(FaultKind.PULL_EMPTY, "Pull", subscription);
    assertThat(account.pullOnce(subscription, 10)).isEmpty();
    assertThat(account.pullOnce(other, 10)).hasSize(3);

    cloud.faults().clear();
    cloud.faults().set(FaultKind.PULL_SHORT, "Pull", subscription);
    assertThat(account.pullOnce(subscription, 10)).hasSize(1);
  }

  @Test
  void while_a_quota_is_used_up_streams_are_open_and_silent_and_pulls_are_refused() {
    cloud.faults().set(FaultKind.PUBSUB_THROTTLED, "*", subscription);
    try (var stream = Stream.open(account, subscription, 0)) {
      assertThat(stream.next(Duration.ofSeconds(90))).as("it opens").isPresent();
      account.publish(topic, "a");
      stream.send(StreamingPullRequest.newBuilder());
      assertThat(stream.next(Duration.ofSeconds(90)).orElseThrow().getReceivedMessagesList())
          .as("the answer to a ping, after which the message would have come")
          .isEmpty();
      assertThat(refusal(() -> account.pullOnce(subscription, 1)))
          .isEqualTo(Code.RESOURCE_EXHAUSTED);

      cloud.faults().clear();
      assertThat(stream.messages(1, Duration.ofSeconds(90))).hasSize(1);
    }
  }

  @Test
  void a_pull_that_was_given_up_swallows_messages_while_ghosts_are_about() {
    // Given up long after it has arrived, and long before it would be answered.
    var hold = Duration.ofSeconds(5);
    try (var slow = LocalCloud.start(CloudOptions.undisturbed().withPullHold(hold), clock);
        var here = Account.at("127.0.0.1:" + slow.pubsubPort(), Duration.ofSeconds(90))) {
      slow.faults().set(FaultKind.PULL_GHOST);
      var tasks = here.newTopic();
      var worker = here.newSubscription(tasks);
      var request = PullRequest.newBuilder().setSubscription(worker).setMaxMessages(1).build();
      var impatient = here.subscriber().withDeadlineAfter(hold.toMillis() / 2, MILLISECONDS);
      assertThat(refusal(() -> impatient.pull(request))).isEqualTo(Code.DEADLINE_EXCEEDED);

      here.publish(tasks, "a");
      assertThat(here.pullOnce(worker, 1)).as("the ghost has it").isEmpty();

      slow.faults().clear();
      clock.add(Duration.ofSeconds(10));
      assertThat(here.pull(worker, 1)).as("after the ack deadline").hasSize(1);
    }
  }

  @Test
  void good_ids_fail_with_exactly_once_delivery_and_those_that_are_told_so_can_be_sent_again() {
    var exact =
        account.newSubscription(
            topic, Subscription.newBuilder().setEnableExactlyOnceDelivery(true));
    for (var i = 0; i < 100; i++) {
      account.publish(topic, "task");
    }
    var ids =
        account.pull(exact, 100).stream().map(ReceivedMessage::getAckId).toArray(String[]::new);
    cloud.faults().set(FaultKind.EOD_FLAKY, "Acknowledge", exact);

    var failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> account.acknowledge(exact, ids));

    var left = cloud.subscription(exact).orElseThrow().undelivered();
    assertThat(left).isBetween(1L, 99L);
    assertThat(reasons(failure))
        .hasSize((int) left)
        .containsValue("PERMANENT_FAILURE_INVALID_ACK_ID");
    cloud.faults().clear();
    account.acknowledge(exact, reasons(failure).keySet().toArray(String[]::new));
    assertThat(cloud.subscription(exact).orElseThrow().undelivered()).isZero();
  }

  private static Map<String, String> reasons(StatusRuntimeException failure) {
    try {
      return StatusProto.fromThrowable(failure)
          .getDetails(0)
          .unpack(ErrorInfo.class)
          .getMetadataMap();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_message_that_comes_twice_is_acknowledged_by_either_id() {
    cloud.faults().set(FaultKind.DUPLICATES, "*", subscription);
    account.publish(topic, "a");
    var first = account.pull(subscription, 1).get(0);
    var second = account.pull(subscription, 1).get(0);

    assertThat(second.getMessage()).isEqualTo(first.getMessage());
    account.modify(subscription, 0, first.getAckId());
    account.acknowledge(subscription, first.getAckId());
    assertThat(cloud.subscription(subscription).orElseThrow().undelivered())
        .as("given back, so no use")
        .isEqualTo(1);
    account.acknowledge(subscription, second.getAckId());
    assertThat(cloud.subscription(subscription).orElseThrow().undelivered()).isZero();

    account.publish(topic, "b");
    var third = account.pull(subscription, 2).get(0);
    account.acknowledge(subscription, third.getAckId());
    assertThat(cloud.subscription(subscription).orElseThrow().undelivered()).isZero();
    assertThat(account.glance(subscription, 1)).isEmpty();
  }
}
