// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract;

import static dev.taskworkers.emulator.contract.OnPubSub.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.Account;
import io.grpc.Status.Code;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be published, and which subscriptions get it. */
interface PublishContract extends OnPubSub {
  @Test
  default void a_message_arrives_whole_with_an_id_and_a_publish_time() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    var sent = Account.text("work").toBuilder().putAttributes("kind", "thumbnail").build();

    var id = account().publish(topic, sent).get(0);
    var received = account().pull(subscription, 1).get(0).getMessage();

    assertThat(received.getMessageId()).isEqualTo(id);
    assertThat(received.getData()).isEqualTo(sent.getData());
    assertThat(received.getAttributesMap()).isEqualTo(sent.getAttributesMap());
    assertThat(received.getPublishTime().getSeconds()).isPositive();
  }

  @Test
  default void a_message_with_attributes_only_is_fine() {
    var topic = account().newTopic();

    assertThat(account().publish(topic, PubsubMessage.newBuilder().putAttributes("a", "b").build()))
        .hasSize(1);
  }

  @Test
  default void every_message_gets_an_id_of_its_own() {
    var ids = account().publish(account().newTopic(), "one", "two", "three");

    assertThat(ids).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  default void every_subscription_gets_its_own_copy_from_its_creation_on() {
    var topic = account().newTopic();
    var early = account().newSubscription(topic);
    account().publish(topic, "first");
    var late = account().newSubscription(topic);
    account().publish(topic, "second");

    assertThat(Account.texts(account().pull(early, 2)))
        .containsExactlyInAnyOrder("first", "second");
    assertThat(Account.texts(account().pull(late, 1))).containsExactly("second");
  }

  @Test
  default void an_empty_message_is_refused() {
    var topic = account().newTopic();

    assertRefused(
        Code.INVALID_ARGUMENT, () -> account().publish(topic, PubsubMessage.getDefaultInstance()));
    assertRefused(Code.INVALID_ARGUMENT, () -> account().publish(topic, new PubsubMessage[0]));
  }

  @Test
  @Deviates("it takes more")
  default void more_than_1000_messages_or_10_megabytes_are_refused() {
    var topic = account().newTopic();
    var many = Collections.nCopies(1001, Account.text("x")).toArray(PubsubMessage[]::new);
    var big = PubsubMessage.newBuilder().setData(ByteString.copyFrom(new byte[10_000_001])).build();

    assertRefused(Code.INVALID_ARGUMENT, () -> account().publish(topic, many));
    assertRefused(Code.INVALID_ARGUMENT, () -> account().publish(topic, big));
  }

  @Test
  default void a_missing_topic_takes_nothing() {
    assertRefused(Code.NOT_FOUND, () -> account().publish(account().newName("topics"), "nowhere"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "attributes:kind                              | a b ab",
        "attributes.kind = \"a\"                      | a",
        "attributes.kind != \"a\"                     | b ab none",
        "hasPrefix(attributes.kind, \"a\")            | a ab",
        "NOT attributes:kind                          | none",
        "attributes.kind = \"a\" OR attributes.kind = \"b\" | a b",
        "attributes:kind AND NOT (attributes.kind = \"a\" OR attributes.kind = \"b\") | ab",
      })
  @Deviates("it ignores filters")
  default void a_filter_lets_matching_messages_through(String filter, String expected) {
    var topic = account().newTopic();
    var subscription =
        account().newSubscription(topic, Subscription.newBuilder().setFilter(filter));

    account().publish(topic, of("a"), of("b"), of("ab"), Account.text("none"));

    var wanted = List.of(expected.split(" "));
    assertThat(Account.texts(account().pull(subscription, wanted.size())))
        .containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(account().glance(subscription, 10)).isEmpty();
  }

  private static PubsubMessage of(String kind) {
    return Account.text(kind).toBuilder().putAttributes("kind", kind).build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "attributes:event-type                               | hyphen",
        "attributes.event-type = \"x\"                       | hyphen",
        "hasPrefix(attributes.event-type, \"x\")             | hyphen",
        "attributes:2nd                                      | digit",
        "attributes:\"example.com/kind\"                     | quoted",
        "attributes:kind AND -attributes.kind = \"K\u00f6ln\" | line letter quotes",
        "attributes.kind = \"K\\u00f6ln\"                    | city",
        "attributes.kind = \"\\x4b\"                         | letter",
        "attributes.kind = \"\\113\"                         | letter",
        "attributes.kind = \"a\\nb\"                         | line",
        "attributes.kind = \"\\\"\\\\\"                      | quotes",
      })
  @Deviates("it ignores filters")
  default void a_filter_can_name_any_key_and_any_value(String filter, String expected) {
    var topic = account().newTopic();
    var subscription =
        account().newSubscription(topic, Subscription.newBuilder().setFilter(filter));

    account()
        .publish(
            topic,
            with("hyphen", "event-type", "x"),
            with("digit", "2nd", "1"),
            with("quoted", "example.com/kind", "1"),
            with("city", "kind", "K\u00f6ln"),
            with("letter", "kind", "K"),
            with("line", "kind", "a\nb"),
            with("quotes", "kind", "\"\\"));

    var wanted = List.of(expected.split(" "));
    assertThat(Account.texts(account().pull(subscription, wanted.size())))
        .containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(account().glance(subscription, 10)).isEmpty();
  }

  private static PubsubMessage with(String text, String key, String value) {
    return Account.text(text).toBuilder().putAttributes(key, value).build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind = \"a\"",
        "attributes.kind",
        "attributes.kind = a",
        "(attributes:kind",
        "attributes:a AND",
        "attributes:a AND attributes:b OR attributes:c",
        "attributes.kind = \"\\u00\""
      })
  @Deviates("it ignores filters")
  default void a_filter_that_cannot_be_parsed_is_refused(String filter) {
    var topic = account().newTopic();

    assertRefused(
        Code.INVALID_ARGUMENT,
        () -> account().newSubscription(topic, Subscription.newBuilder().setFilter(filter)));
  }

  @Test
  @Deviates("it ignores filters")
  default void a_filter_has_256_bytes_at_most() {
    var topic = account().newTopic();
    var longest = "attributes.k= \"" + "\u00f6".repeat(120);

    account().newSubscription(topic, Subscription.newBuilder().setFilter(longest + "\""));
    assertRefused(
        Code.INVALID_ARGUMENT,
        () ->
            account().newSubscription(topic, Subscription.newBuilder().setFilter(longest + "a\"")));
  }
}
