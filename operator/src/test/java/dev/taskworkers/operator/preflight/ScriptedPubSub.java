package dev.taskworkers.operator.preflight;

import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsResponse;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Pub/Sub in this process, with one subscription and one topic that answer as a test says. */
final class ScriptedPubSub implements AutoCloseable {
  private final Server server;
  private final ManagedChannel channel;
  private Supplier<Subscription> subscription = Subscription::getDefaultInstance;
  private Supplier<List<String>> subscriptionsOfTopic = List::of;

  ScriptedPubSub() {
    var name = UUID.randomUUID().toString();
    try {
      server =
          InProcessServerBuilder.forName(name)
              .directExecutor()
              .addService(new Subscriptions())
              .addService(new Topics())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  SubscriptionCheck subscriptionCheck() {
    return new SubscriptionCheck(SubscriberGrpc.newBlockingStub(channel));
  }

  DeadLetterTopicCheck deadLetterTopicCheck() {
    return new DeadLetterTopicCheck(PublisherGrpc.newBlockingStub(channel));
  }

  void has(Subscription found) {
    subscription = () -> found;
  }

  void hasTopicWith(List<String> subscriptions) {
    subscriptionsOfTopic = () -> subscriptions;
  }

  void refuses(io.grpc.Status why) {
    subscription =
        () -> {
          throw new StatusRuntimeException(why);
        };
    subscriptionsOfTopic =
        () -> {
          throw new StatusRuntimeException(why);
        };
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private static <T> void answer(StreamObserver<T> answer, Supplier<T> value) {
    try {
      answer.onNext(value.get());
      answer.onCompleted();
    } catch (StatusRuntimeException e) {
      answer.onError(e);
    }
  }

  private final class Subscriptions extends SubscriberGrpc.SubscriberImplBase {
    @Override
    public void getSubscription(
        GetSubscriptionRequest request, StreamObserver<Subscription> answer) {
      answer(answer, subscription);
    }
  }

  private final class Topics extends PublisherGrpc.PublisherImplBase {
    @Override
    public void listTopicSubscriptions(
        ListTopicSubscriptionsRequest request,
        StreamObserver<ListTopicSubscriptionsResponse> answer) {
      answer(
          answer,
          () ->
              ListTopicSubscriptionsResponse.newBuilder()
                  .addAllSubscriptions(subscriptionsOfTopic.get())
                  .build());
    }
  }
}
