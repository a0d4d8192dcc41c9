// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.emulator.contract.Stream;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionView;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.UsageException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Metadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** What the demo leans on: endpoints with names, observers, the truth. */
final class LocalCloudTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final MutableClock clock = MutableClock.epochUTC();
  private final LocalCloud cloud =
      LocalCloud.start(CloudOptions.undisturbed().withPullHold(Duration.ofMillis(50)), clock);
  private final Account account = Account.at("127.0.0.1:" + cloud.pubsubPort(), PATIENCE);
  private final String topic = account.newTopic();
  private final String subscription = account.newSubscription(topic);

  @AfterEach
  void stop() {
    account.close();
    cloud.close();
  }

  private SubscriptionView truth() {
    return cloud.subscription(subscription).orElseThrow();
  }

  @Test
  void a_connection_that_is_old_is_closed_in_order_and_calls_go_on_over_a_new_one() {
    var options = CloudOptions.undisturbed().withConnectionAge(Duration.ofSeconds(1));
    try (var aging = LocalCloud.start(options, Clock.systemUTC())) {
      var channel = new GoogleEndpoint("127.0.0.1:" + aging.pubsubPort(), true).openChannel();
      try {
        var projects = ListTopicsRequest.newBuilder().setProject("projects/p").build();
        PublisherGrpc.newBlockingStub(channel).listTopics(projects);

        await().atMost(PATIENCE).until(() -> channel.getState(false) == ConnectivityState.IDLE);
        PublisherGrpc.newBlockingStub(channel).listTopics(projects);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void what_a_client_holds_is_known_by_the_endpoint_it_calls() {
    account.publish(topic, "1", "2", "3");

    try (var pod = cloud.openEndpoint("pod-a");
        var podAccount = Account.at("127.0.0.1:" + pod.port(), PATIENCE)) {
      assertThat(podAccount.pull(subscription, 2)).hasSize(2);
    }
    clock.add(Duration.ofSeconds(3));

    assertThat(truth().heldBy("pod-a")).isEqualTo(2);
    assertThat(truth().heldBy("pod-b")).isZero();
    assertThat(truth().undelivered()).isEqualTo(3);
    assertThat(truth().leased()).isEqualTo(2);
    assertThat(truth().oldestUnackedAge()).isEqualTo(Duration.ofSeconds(3));
    assertThat(cloud.subscription("projects/p/subscriptions/missing")).isEmpty();
  }

  @Test
  void leases_end_by_the_clock_of_the_cloud_without_any_call() {
    account.publish(topic, "1");
    assertThat(account.pull(subscription, 1)).hasSize(1);

    clock.add(Duration.ofSeconds(10));

    await().atMost(PATIENCE).until(() -> truth().leased() == 0);
  }

  @Test
  void an_observer_sees_a_message_from_publishing_to_acknowledgement() {
    var seen = new CopyOnWriteArrayList<String>();
    cloud.observe(
        new CloudObserver() {
          @Override
          public void published(String where, String messageId, Instant at) {
            seen.add("published");
          }

          @Override
          public void delivered(Delivery delivery) {
            seen.add("delivered to " + delivery.client() + ", attempt " + delivery.attempt());
          }

          @Override
          public void acknowledged(
              String where, String messageId, String client, Instant at, boolean current) {
            seen.add("acknowledged by " + client);
          }
        });

    account.publish(topic, "1");
    account.acknowledge(subscription, account.pull(subscription, 1).get(0).getAckId());

    assertThat(seen)
        .containsExactly("published", "delivered to default, attempt 1", "acknowledged by default");
  }

  @Test
  void a_client_that_is_cut_off_keeps_its_leases_until_they_expire() {
    account.publish(topic, "1");
    var pod = cloud.openEndpoint("pod-a");
    try (var podAccount = Account.at("127.0.0.1:" + pod.port(), PATIENCE)) {
      assertThat(Stream.open(podAccount, subscription, 1).messages(1, PATIENCE)).hasSize(1);
      pod.close();
    }

    assertThat(account.glance(subscription, 1)).isEmpty();
    clock.add(Duration.ofSeconds(30));
    assertThat(account.pull(subscription, 1)).hasSize(1);
  }

  @Test
  void a_pull_that_finds_nothing_answers_empty_after_a_while() {
    assertThat(account.pullOnce(subscription, 1)).isEqualTo(List.of());
  }

  @Test
  void a_client_that_goes_while_messages_are_on_their_way_to_it_is_nothing_to_tell_of() {
    var told = new CopyOnWriteArrayList<String>();
    var listener = listener(told);
    var transport = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty");
    transport.addHandler(listener);
    var channel = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
    try {
      var unread = channel.newCall(SubscriberGrpc.getStreamingPullMethod(), CallOptions.DEFAULT);
      unread.start(new ClientCall.Listener<>() {}, new Metadata());
      unread.sendMessage(
          StreamingPullRequest.newBuilder()
              .setSubscription(subscription)
              .setStreamAckDeadlineSeconds(10)
              .build());
      account.publish(topic, "a".repeat(9_000_000));
      await().atMost(PATIENCE).until(() -> truth().leased() == 1);
      settled(channel);

      unread.cancel("It goes.", null);
      settled(channel);
    } finally {
      channel.shutdownNow();
      transport.removeHandler(listener);
    }
    assertThat(told).isEmpty();
  }

  /** What was said on the connection before has been seen at the other end. */
  private void settled(Channel channel) {
    SubscriberGrpc.newBlockingStub(channel)
        .getSubscription(GetSubscriptionRequest.newBuilder().setSubscription(subscription).build());
  }

  private static Handler listener(List<String> told) {
    return new Handler() {
      @Override
      public void publish(LogRecord entry) {
        if (entry.getLevel().intValue() >= Level.INFO.intValue()) {
          told.add(entry.getMessage() + ": " + entry.getThrown());
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void a_port_that_is_taken_is_said_in_a_sentence() {
    var options = CloudOptions.undisturbed().withPorts(cloud.pubsubPort(), 0, 0);

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> LocalCloud.start(options, clock))
        .withMessageContaining("Port " + cloud.pubsubPort())
        .withMessageContaining("in use");
  }
}
