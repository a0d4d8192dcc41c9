// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.Account;
import org.junit.jupiter.api.Test;

/** Ordering keys. */
interface OrderContract extends OnPubSub {
  private String ordered(String topic) {
    return account()
        .newSubscription(topic, Subscription.newBuilder().setEnableMessageOrdering(true));
  }

  @Test
  default void messages_of_one_key_come_in_the_order_of_publishing() {
    var topic = account().newTopic();
    var subscription = ordered(topic);
    account()
        .publish(topic, Account.keyed("k", "1"), Account.keyed("k", "2"), Account.keyed("k", "3"));

    try (var stream = Stream.open(account(), subscription, 10)) {
      var received = stream.messages(3, account().patience());

      assertThat(Account.texts(received)).containsExactly("1", "2", "3");
      assertThat(received.get(0).getMessage().getOrderingKey()).isEqualTo("k");
    }
  }

  @Test
  default void a_key_waits_for_its_unfinished_message_but_other_keys_do_not() {
    var topic = account().newTopic();
    var subscription = ordered(topic);
    account().publish(topic, Account.keyed("slow", "s1"));
    assertThat(account().pull(subscription, 1)).hasSize(1);

    account().publish(topic, Account.keyed("slow", "s2"), Account.keyed("fast", "f1"));

    assertThat(Account.texts(account().pull(subscription, 1))).containsExactly("f1");
    assertThat(account().glance(subscription, 10)).isEmpty();
  }

  @Test
  default void after_a_failure_the_key_goes_on_from_the_failed_message() {
    var topic = account().newTopic();
    var subscription = ordered(topic);
    account()
        .publish(topic, Account.keyed("k", "1"), Account.keyed("k", "2"), Account.keyed("k", "3"));
    var batch = account().pull(subscription, 3);
    assertThat(Account.texts(batch)).containsExactly("1", "2", "3");

    account()
        .nack(subscription, batch.stream().map(ReceivedMessage::getAckId).toArray(String[]::new));

    assertThat(Account.texts(account().pull(subscription, 3))).containsExactly("1", "2", "3");
  }
}
