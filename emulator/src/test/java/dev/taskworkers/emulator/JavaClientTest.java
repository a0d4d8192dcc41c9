// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.AckReplyConsumerWithResponse;
import com.google.cloud.pubsub.v1.AckResponse;
import com.google.cloud.pubsub.v1.MessageReceiver;
import com.google.cloud.pubsub.v1.MessageReceiverWithAckResponse;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.ManagedChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Google's Java client, with many messages at once. */
final class JavaClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final LocalCloud cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC());
  private final Account account = Account.at("127.0.0.1:" + cloud.pubsubPort(), PATIENCE);
  private final ManagedChannel channel =
      new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
  private final TransportChannelProvider transport =
      FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel));

  @AfterEach
  void stop() {
    channel.shutdownNow();
    account.close();
    cloud.close();
  }

  private void publishNumbers(String topic, int count, List<String> keys) throws Exception {
    var publisher =
        Publisher.newBuilder(topic)
            .setChannelProvider(transport)
            .setCredentialsProvider(NoCredentialsProvider.create())
            .setEnableMessageOrdering(true)
            .build();
    for (var number = 0; number < count; number++) {
      for (var key : keys) {
        var unused = publisher.publish(Account.keyed(key, Integer.toString(number)));
      }
    }
    publisher.shutdown();
  }

  private Subscriber.Builder configured(Subscriber.Builder subscriber) {
    return subscriber
        .setChannelProvider(transport)
        .setCredentialsProvider(NoCredentialsProvider.create())
        .setParallelPullCount(2);
  }

  @Test
  void two_streams_keep_the_order_of_each_key() throws Exception {
    var topic = account.newTopic();
    var subscription =
        account.newSubscription(topic, Subscription.newBuilder().setEnableMessageOrdering(true));
    Map<String, Queue<Integer>> seen = new ConcurrentHashMap<>();
    MessageReceiver receiver =
        (message, consumer) -> {
          seen.computeIfAbsent(message.getOrderingKey(), key -> new ConcurrentLinkedQueue<>())
              .add(Integer.valueOf(message.getData().toStringUtf8()));
          consumer.ack();
        };
    var keys = List.of("a", "b", "c", "d");
    var subscriber = configured(Subscriber.newBuilder(subscription, receiver)).build();
    subscriber.startAsync().awaitRunning();

    publishNumbers(topic, 250, keys);
    await().atMost(PATIENCE).until(() -> undelivered(subscription) == 0);
    subscriber.stopAsync().awaitTerminated();

    var numbers = IntStream.range(0, 250).boxed().toList();
    assertThat(seen.keySet()).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(seen.values())
        .allSatisfy(each -> assertThat(each).containsExactlyElementsOf(numbers));
  }

  private long undelivered(String subscription) {
    return cloud.subscription(subscription).orElseThrow().undelivered();
  }

  @Test
  void exactly_once_acknowledgements_succeed_once_each() throws Exception {
    var topic = account.newTopic();
    var subscription =
        account.newSubscription(
            topic, Subscription.newBuilder().setEnableExactlyOnceDelivery(true));
    var responses = new ConcurrentLinkedQueue<AckResponse>();
    var receiver =
        new MessageReceiverWithAckResponse() {
          @Override
          public void receiveMessage(PubsubMessage message, AckReplyConsumerWithResponse consumer) {
            var answer = consumer.ack();
            new Thread(() -> responses.add(join(answer))).start();
          }
        };
    var subscriber = configured(Subscriber.newBuilder(subscription, receiver)).build();
    subscriber.startAsync().awaitRunning();

    publishNumbers(topic, 50, List.of(""));
    await().atMost(PATIENCE).until(() -> responses.size() >= 50);
    subscriber.stopAsync().awaitTerminated();

    assertThat(responses).hasSize(50).containsOnly(AckResponse.SUCCESSFUL);
    assertThat(undelivered(subscription)).isZero();
  }

  private static AckResponse join(Future<AckResponse> answer) {
    try {
      return answer.get();
    } catch (InterruptedException | ExecutionException e) {
      return AckResponse.OTHER;
    }
  }
}
