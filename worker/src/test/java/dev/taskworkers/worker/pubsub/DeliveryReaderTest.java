// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.StreamingPullResponse.SubscriptionProperties;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.pull.Delivery;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@Label("Deliveries on the wire")
class DeliveryReaderTest {
  private static final UnknownFieldSet NEWER =
      UnknownFieldSet.newBuilder()
          .addField(
              100,
              UnknownFieldSet.Field.newBuilder()
                  .addVarint(7)
                  .addFixed64(7)
                  .addLengthDelimited(ByteString.copyFromUtf8("newer"))
                  .build())
          .build();

  @Property(tries = 300)
  @Label("are read as protobuf writes them, of a pull and of a stream")
  void are_read_as_protobuf_writes_them(@ForAll("received") List<ReceivedMessage> received) {
    var expected = received.stream().map(DeliveryReaderTest::expected).toList();
    assertThat(read(PullResponse.newBuilder().addAllReceivedMessages(received).build()))
        .isEqualTo(expected);
    var streamed =
        StreamingPullResponse.newBuilder()
            .addAllReceivedMessages(received)
            .setSubscriptionProperties(
                SubscriptionProperties.newBuilder().setMessageOrderingEnabled(true))
            .build();
    assertThat(read(streamed)).isEqualTo(expected);
  }

  @Property(tries = 50)
  @Label("are read with what a newer Pub/Sub says besides")
  void are_read_with_what_is_newer(@ForAll("received") List<ReceivedMessage> received) {
    var newer =
        received.stream()
            .map(
                each ->
                    each.toBuilder()
                        .setUnknownFields(NEWER)
                        .setMessage(each.getMessage().toBuilder().setUnknownFields(NEWER))
                        .build())
            .toList();
    var answer =
        PullResponse.newBuilder().addAllReceivedMessages(newer).setUnknownFields(NEWER).build();
    assertThat(read(answer))
        .isEqualTo(received.stream().map(DeliveryReaderTest::expected).toList());
  }

  @Example
  @Label("have the last value of an attribute that comes twice")
  void have_the_last_value_of_an_attribute() {
    var once = PubsubMessage.newBuilder().putAttributes("k", "first").build().toByteString();
    var again = PubsubMessage.newBuilder().putAttributes("k", "last").build().toByteString();
    var message =
        UnknownFieldSet.newBuilder()
            .addField(
                ReceivedMessage.MESSAGE_FIELD_NUMBER,
                UnknownFieldSet.Field.newBuilder().addLengthDelimited(once.concat(again)).build())
            .build();
    var answer =
        UnknownFieldSet.newBuilder()
            .addField(
                PullResponse.RECEIVED_MESSAGES_FIELD_NUMBER,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(message.toByteString())
                    .build())
            .build();
    assertThat(read(answer).get(0).task().attributes()).isEqualTo(Map.of("k", "last"));
  }

  @Property(tries = 100)
  @Label("are refused when they end within a field")
  void are_refused_when_they_end_early(@ForAll("received") List<ReceivedMessage> received) {
    var whole = PullResponse.newBuilder().addAllReceivedMessages(received).build().toByteArray();
    if (whole.length > 0) {
      var cut = Arrays.copyOf(whole, whole.length - 1);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("Pub/Sub's answer can't be read");
    }
  }

  @Provide
  Arbitrary<List<ReceivedMessage>> received() {
    var text = Arbitraries.strings().withCharRange(' ', '\u07ff').ofMaxLength(20);
    var messages =
        Combinators.combine(
                Arbitraries.oneOf(
                    Arbitraries.bytes().array(byte[].class).ofMaxSize(50),
                    Arbitraries.just(new byte[200_000])),
                Arbitraries.maps(text, text).ofMaxSize(4),
                text,
                text,
                Arbitraries.longs().between(0, 253_402_300_799L),
                Arbitraries.integers().between(0, 999_999_999))
            .as(
                (data, attributes, id, key, seconds, nanos) ->
                    PubsubMessage.newBuilder()
                        .setData(ByteString.copyFrom(data))
                        .putAllAttributes(attributes)
                        .setMessageId(id)
                        .setOrderingKey(key)
                        .setPublishTime(Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos))
                        .build());
    return Combinators.combine(messages, text, Arbitraries.integers().between(0, 1000))
        .as(
            (message, ackId, count) ->
                ReceivedMessage.newBuilder()
                    .setMessage(message)
                    .setAckId(ackId)
                    .setDeliveryAttempt(count)
                    .build())
        .list()
        .ofMaxSize(4);
  }

  private static Delivery expected(ReceivedMessage received) {
    var message = received.getMessage();
    var published = message.getPublishTime();
    return new Delivery(
        received.getAckId(),
        new Task(
            message.getMessageId(),
            Payload.of(message.getData().toByteArray()),
            message.getAttributesMap(),
            message.getOrderingKey(),
            Instant.ofEpochSecond(published.getSeconds(), published.getNanos())),
        received.getDeliveryAttempt());
  }

  private static List<Delivery> read(MessageLite answer) {
    return read(answer.toByteArray());
  }

  private static List<Delivery> read(byte[] wire) {
    return DeliveryReader.INSTANCE.parse(new ByteArrayInputStream(wire));
  }
}
