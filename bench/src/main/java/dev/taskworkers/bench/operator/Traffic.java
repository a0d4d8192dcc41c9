// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.operator;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Sends tasks to all pools in turn, and takes them as their workers would. */
final class Traffic implements AutoCloseable {
  static final String PROJECT = "acme";
  private static final int BATCHES_PER_SECOND = 10;
  private static final PubsubMessage TASK =
      PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8("task")).build();

  private final int pools;
  private static final int STREAMS_ON_A_CHANNEL = 50;

  private final ManagedChannel channel;
  private final List<ManagedChannel> streams;
  private final Consumer<String> onDone;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private long sent;

  /**
   * Makes the subscriptions and listens on them.
   *
   * @param onDone gets the pool of each task that was acknowledged
   */
  Traffic(int pools, GoogleEndpoint pubsub, Consumer<String> onDone) {
    this.pools = pools;
    this.onDone = onDone;
    channel = pubsub.openChannel();
    streams =
        Stream.generate(pubsub::openChannel).limit(pools / STREAMS_ON_A_CHANNEL + 1L).toList();
    var topics = PublisherGrpc.newBlockingStub(channel);
    var subscriptions = SubscriberGrpc.newBlockingStub(channel);
    for (var i = 0; i < pools; i++) {
      topics.createTopic(Topic.newBuilder().setName(topic(pool(i))).build());
      subscriptions.createSubscription(
          Subscription.newBuilder()
              .setName(subscription(pool(i)))
              .setTopic(topic(pool(i)))
              .setAckDeadlineSeconds(60)
              .putLabels("taskworkers-namespace", "_")
              .build());
      take(pool(i), streams.get(i / STREAMS_ON_A_CHANNEL));
    }
  }

  static String pool(int index) {
    return "pool-" + index;
  }

  private static String topic(String pool) {
    return "projects/" + PROJECT + "/topics/" + pool;
  }

  static String subscription(String pool) {
    return "projects/" + PROJECT + "/subscriptions/" + pool;
  }

  void begin(int perSecond) {
    var publisher = PublisherGrpc.newFutureStub(channel);
    timer.scheduleAtFixedRate(
        () -> {
          for (var i = 0; i < perSecond / BATCHES_PER_SECOND; i++) {
            var topic = topic(pool((int) (sent++ % pools)));
            publisher.publish(
                PublishRequest.newBuilder().setTopic(topic).addMessages(TASK).build());
          }
        },
        0,
        1000 / BATCHES_PER_SECOND,
        TimeUnit.MILLISECONDS);
  }

  private void take(String pool, ManagedChannel stream) {
    SubscriberGrpc.newStub(stream)
        .streamingPull(new Taker(pool))
        .onNext(
            StreamingPullRequest.newBuilder()
                .setSubscription(subscription(pool))
                .setStreamAckDeadlineSeconds(60)
                .build());
  }

  /** Acknowledges what comes. */
  private final class Taker
      implements ClientResponseObserver<StreamingPullRequest, StreamingPullResponse> {
    private final String pool;
    private ClientCallStreamObserver<StreamingPullRequest> requests;

    Taker(String pool) {
      this.pool = pool;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<StreamingPullRequest> stream) {
      requests = stream;
    }

    @Override
    public void onNext(StreamingPullResponse response) {
      var acks = StreamingPullRequest.newBuilder();
      response
          .getReceivedMessagesList()
          .forEach(
              message -> {
                acks.addAckIds(message.getAckId());
                onDone.accept(pool);
              });
      if (acks.getAckIdsCount() > 0) {
        requests.onNext(acks.build());
      }
    }

    @Override
    public void onError(Throwable over) {}

    @Override
    public void onCompleted() {}
  }

  @Override
  public void close() {
    timer.shutdownNow();
    channel.shutdownNow();
    streams.forEach(ManagedChannel::shutdownNow);
  }
}
