// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pubsub;

import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsResponse;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.operator.InProcessGrpc;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Supplier;

/** Pub/Sub in this process, with one subscription and one topic that answer as a test says. */
final class ScriptedPubSub implements AutoCloseable {
  private final InProcessGrpc grpc = new InProcessGrpc(new Subscriptions(), new Topics());
  private Supplier<Subscription> subscription = Subscription::getDefaultInstance;
  private Supplier<List<String>> subscriptionsOfTopic = List::of;
  private int emptyPages;

  SubscriptionCheck subscriptionCheck() {
    return new SubscriptionCheck(SubscriberGrpc.newBlockingStub(grpc.channel()));
  }

  DeadLetterTopicCheck deadLetterTopicCheck() {
    return new DeadLetterTopicCheck(PublisherGrpc.newBlockingStub(grpc.channel()));
  }

  void has(Subscription found) {
    subscription = () -> found;
  }

  void hasTopicWith(List<String> subscriptions) {
    subscriptionsOfTopic = () -> subscriptions;
  }

  /** Pages without a subscription that come before those of the topic. */
  void beginsWithEmptyPages(int pages) {
    emptyPages = pages;
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
    grpc.close();
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
              emptyPages-- > 0
                  ? ListTopicSubscriptionsResponse.newBuilder().setNextPageToken("next").build()
                  : ListTopicSubscriptionsResponse.newBuilder()
                      .addAllSubscriptions(subscriptionsOfTopic.get())
                      .build());
    }
  }
}
