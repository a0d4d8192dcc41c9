// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.transport.ApiError;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/** {@code google.pubsub.v1.Subscriber} as one client sees it. */
final class SubscriberService extends SubscriptionAdministration {
  private final Broker broker;
  private final String client;
  private final PullConditions calls;
  private final StreamConditions streams;

  /**
   * @param client the name that all deliveries through this service carry
   * @param calls what its single calls meet with
   * @param streams what its streams meet with
   */
  SubscriberService(Broker broker, String client, PullConditions calls, StreamConditions streams) {
    super(broker, streams);
    this.broker = broker;
    this.client = client;
    this.calls = calls;
    this.streams = streams;
  }

  @Override
  public void pull(PullRequest request, StreamObserver<PullResponse> answer) {
    if (request.getMaxMessages() <= 0) {
      throw ApiError.invalid(
          "The value for max_messages must be at least 1 (max_messages="
              + request.getMaxMessages()
              + ").");
    }
    var cancellable = (ServerCallStreamObserver<PullResponse>) answer;
    var subscription = pullable(request.getSubscription());
    if (calls.findsNothing(request.getSubscription())) {
      calls.answerOrDrop(answer, PullResponse.getDefaultInstance());
      return;
    }
    var most = calls.most(request.getMaxMessages(), request.getSubscription());
    var call = new PullCall(client, most, subscription, calls, cancellable);
    cancellable.setOnCancelHandler(
        () ->
            calls.afterGhost(
                request.getSubscription(),
                () -> broker.run((all, now) -> subscription.leave(call))));
    broker.run((all, now) -> subscription.join(call));
    if (returnsImmediately(request)) {
      giveUp(subscription, call);
    } else if (!call.isServed()) {
      calls.afterHold(() -> giveUp(subscription, call));
    }
  }

  @SuppressWarnings("deprecation") // old clients still set it
  private static boolean returnsImmediately(PullRequest request) {
    return request.getReturnImmediately();
  }

  private void giveUp(SubscriptionQueue subscription, PullCall call) {
    broker.run(
        (all, now) -> {
          if (!call.isServed()) {
            subscription.leave(call);
            broker.served(call);
          }
        });
  }

  private SubscriptionQueue pullable(String name) {
    return broker.call(
        (all, now) -> {
          var subscription = all.subscription(name);
          SubscriptionRules.requirePullable(subscription.config());
          return subscription;
        });
  }

  @Override
  public StreamObserver<StreamingPullRequest> streamingPull(
      StreamObserver<StreamingPullResponse> answer) {
    return new StreamingPullCall(
        broker, client, streams, (ServerCallStreamObserver<StreamingPullResponse>) answer);
  }

  @Override
  public void acknowledge(AcknowledgeRequest request, StreamObserver<Empty> answer) {
    SubscriptionRules.requireShort(request);
    broker.run(
        (all, now) -> {
          var subscription = all.subscription(request.getSubscription());
          new AckIds(subscription)
              .applyOrRefuse(
                  request.getAckIdsList(),
                  id -> subscription.acknowledge(id, client, now),
                  () -> calls.mishap("Acknowledge", request.getSubscription()));
        });
    calls.answerOrDrop(answer, Empty.getDefaultInstance());
  }

  @Override
  public void modifyAckDeadline(ModifyAckDeadlineRequest request, StreamObserver<Empty> answer) {
    SubscriptionRules.requireShort(request);
    SubscriptionRules.modifiedDeadline(request.getAckDeadlineSeconds());
    var time = Duration.ofSeconds(request.getAckDeadlineSeconds());
    broker.run(
        (all, now) -> {
          var subscription = all.subscription(request.getSubscription());
          new AckIds(subscription)
              .applyOrRefuse(
                  request.getAckIdsList(),
                  id -> subscription.modify(id, time, now),
                  () -> calls.mishap("ModifyAckDeadline", request.getSubscription()));
        });
    calls.answerOrDrop(answer, Empty.getDefaultInstance());
  }
}
