// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.JavaScriptUDF;
import com.google.pubsub.v1.MessageTransform;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.UpdateSubscriptionRequest;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.contract.Stream;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threeten.extra.MutableClock;

/** The transforms that are played, and what a stream brings of their results. */
final class TransformsTest {
  private final MutableClock clock = MutableClock.epochUTC();
  private final LocalCloud cloud =
      LocalCloud.start(
          CloudOptions.undisturbed()
              .withPullHold(Duration.ofMillis(50))
              .withStreamBytesPerSecond(10_000),
          clock);
  private final Account account =
      Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(90));
  private final String topic = account.newTopic();

  @AfterEach
  void stop() {
    account.close();
    cloud.close();
  }

  private static MessageTransform function(String name, String body) {
    return MessageTransform.newBuilder()
        .setJavascriptUdf(
            JavaScriptUDF.newBuilder()
                .setFunctionName(name)
                .setCode("function " + name + "(message, metadata) {\n  " + body + "\n}\n"))
        .build();
  }

  private static final MessageTransform STRIP =
      function("strip", "return {data: '.', attributes: {}};");
  private static final MessageTransform VIDEOS =
      function("videos", "return message.attributes['kind'] === 'video' ? message : null;");

  private String subscription(MessageTransform... transforms) {
    var settings = Subscription.newBuilder().setRetainAckedMessages(true);
    for (var transform : transforms) {
      settings.addMessageTransforms(transform);
    }
    return account.newSubscription(topic, settings);
  }

  private static PubsubMessage message(String kind, String text) {
    return Account.text(text).toBuilder().putAttributes("kind", kind).build();
  }

  @Test
  void data_and_attributes_can_be_replaced() {
    var stripped = subscription(STRIP);
    account.publish(topic, message("video", "long"));

    var received = account.pull(stripped, 1).get(0).getMessage();
    assertThat(received.getData().toStringUtf8()).isEqualTo(".");
    assertThat(received.getAttributesMap()).isEmpty();
    assertThat(received.getMessageId()).isNotEmpty();
  }

  @Test
  void messages_can_be_dropped_by_an_attribute() {
    var videos = subscription(VIDEOS);
    var others =
        subscription(
            function("others", "return message.attributes['kind'] !== 'video' ? message : null;"));
    account.publish(topic, message("video", "1"), message("sound", "2"), Account.text("3"));

    assertThat(Account.texts(account.pull(videos, 1))).containsExactly("1");
    assertThat(Account.texts(account.pull(others, 2))).containsExactly("2", "3");
    assertThat(cloud.subscription(videos).orElseThrow().undelivered()).isEqualTo(1);
  }

  @Test
  void transforms_are_done_in_their_order_and_again_after_a_seek() {
    var both = subscription(VIDEOS, STRIP);
    account.publish(topic, message("video", "1"));
    account.acknowledge(both, account.pull(both, 1).get(0).getAckId());

    account
        .subscriber()
        .seek(
            SeekRequest.newBuilder()
                .setSubscription(both)
                .setTime(Timestamp.getDefaultInstance())
                .build());

    assertThat(Account.texts(account.pull(both, 1))).containsExactly(".");
  }

  @Test
  void one_that_is_disabled_does_nothing_and_all_can_be_changed() {
    var plain = subscription(STRIP.toBuilder().setDisabled(true).build());
    account.publish(topic, message("sound", "1"));
    assertThat(Account.texts(account.pull(plain, 1))).containsExactly("1");

    account
        .subscriber()
        .updateSubscription(
            UpdateSubscriptionRequest.newBuilder()
                .setSubscription(
                    Subscription.newBuilder().setName(plain).addMessageTransforms(VIDEOS))
                .setUpdateMask(FieldMask.newBuilder().addPaths("message_transforms"))
                .build());
    account.publish(topic, message("sound", "2"), message("video", "3"));

    assertThat(Account.texts(account.pull(plain, 1))).containsExactly("3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "strip | return message; | The local cloud runs no JavaScript",
        "strip | message.data = ''; return message; | The local cloud runs no JavaScript",
        "strip | return Date.parse(metadata.publish_time) / 1000 % 0 >= 1 ? null"
            + " : {data: '.', attributes: {}}; | The local cloud runs no JavaScript",
        "other | return {data: '.', attributes: {}}; | must hold the function 'other'",
      })
  void what_is_not_played_is_refused_in_words(String name, String body, String why) {
    var transform =
        function("strip", body).toBuilder()
            .setJavascriptUdf(
                function("strip", body).getJavascriptUdf().toBuilder().setFunctionName(name))
            .build();

    var refusal = catchThrowableOfType(StatusRuntimeException.class, () -> subscription(transform));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refusal.getStatus().getDescription()).contains(why);
  }

  @Test
  void a_stream_brings_so_many_bytes_a_second_and_stripped_messages_are_small() {
    var plain = subscription();
    var stripped = subscription(STRIP);
    try (var slow = Stream.open(account, plain, 0);
        var fast = Stream.open(account, stripped, 0)) {
      slow.next(Duration.ofSeconds(90));
      fast.next(Duration.ofSeconds(90));
      for (var i = 0; i < 5; i++) {
        account.publish(topic, "x".repeat(5_000));
      }
      assertThat(fast.messages(5, Duration.ofSeconds(90))).hasSize(5);
      assertThat(slow.messages(2, Duration.ofSeconds(90))).hasSize(2);

      cloud.advance();
      assertThat(slow.next(Duration.ZERO)).isEmpty();
      clock.add(Duration.ofSeconds(1));
      assertThat(slow.messages(4, Duration.ofSeconds(90))).hasSize(4);
      cloud.advance();
      assertThat(slow.next(Duration.ZERO)).isEmpty();
    }
  }
}
