// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.StreamingPullResponse.AcknowledgeConfirmation;
import com.google.pubsub.v1.StreamingPullResponse.ModifyAckDeadlineConfirmation;
import dev.taskworkers.emulator.transport.ApiError;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a subscriber says on one stream: the opening, acknowledgements, deadlines, pings. */
final class StreamingPullCall implements StreamObserver<StreamingPullRequest> {
  private final Broker broker;
  private final String client;
  private final StreamConditions conditions;
  private final ServerCallStreamObserver<StreamingPullResponse> answer;
  private volatile Optional<StreamConsumer> opened = Optional.empty();

  /** As Google does on streams of protocol version 1 alone. */
  private volatile boolean answersPings;

  StreamingPullCall(
      Broker broker,
      String client,
      StreamConditions conditions,
      ServerCallStreamObserver<StreamingPullResponse> answer) {
    this.broker = broker;
    this.client = client;
    this.conditions = conditions;
    this.answer = answer;
    answer.setOnReadyHandler(() -> opened.ifPresent(StreamConsumer::stir));
    answer.setOnCancelHandler(this::leave);
  }

  @Override
  public void onNext(StreamingPullRequest request) {
    if (opened.isEmpty()) {
      open(request);
    } else {
      proceed(opened.get(), request);
    }
  }

  private void open(StreamingPullRequest request) {
    SubscriptionRules.ackDeadline(
        "stream_ack_deadline_seconds", request.getStreamAckDeadlineSeconds());
    var subscription =
        broker.call(
            (all, now) -> {
              var found = all.subscription(request.getSubscription());
              SubscriptionRules.requirePullable(found.config());
              return found;
            });
    var fate = conditions.draw(request.getSubscription(), subscription.made());
    var consumer =
        new StreamConsumer(broker, client, subscription, request, conditions, fate, answer);
    answersPings = request.getProtocolVersion() >= 1;
    opened = Optional.of(consumer);
    consumer.send(StreamingPullResponse.newBuilder());
    consumer.join();
  }

  private void proceed(StreamConsumer consumer, StreamingPullRequest request) {
    try {
      update(consumer, request);
    } catch (ApiError refusal) {
      leave();
      consumer.fail(refusal);
    }
  }

  private void update(StreamConsumer consumer, StreamingPullRequest request) {
    requireNoOpening(request);
    consumer.said();
    SubscriptionRules.requireShort(request);
    if (request.getStreamAckDeadlineSeconds() != 0) {
      SubscriptionRules.ackDeadline(
          "stream_ack_deadline_seconds", request.getStreamAckDeadlineSeconds());
      consumer.setLeaseTime(Duration.ofSeconds(request.getStreamAckDeadlineSeconds()));
    }
    var response = StreamingPullResponse.newBuilder();
    broker.run(
        (all, now) -> {
          acknowledge(consumer, request, now, response);
          modify(consumer, request, now, response);
        });
    var isPing = request.getSerializedSize() == 0;
    var isMute = conditions.isMute(consumer.subscription().config().getName());
    if ((isPing && answersPings && !isMute)
        || response.hasAcknowledgeConfirmation()
        || response.hasModifyAckDeadlineConfirmation()) {
      consumer.send(response);
    }
  }

  private static void requireNoOpening(StreamingPullRequest request) {
    if (!request.getSubscription().isEmpty()
        || request.getMaxOutstandingMessages() != 0
        || request.getMaxOutstandingBytes() != 0
        || request.getProtocolVersion() != 0) {
      throw ApiError.invalid(
          "The subscription, the flow control settings and the protocol version can only be set on"
              + " the initial request of a stream.");
    }
  }

  private void acknowledge(
      StreamConsumer consumer,
      StreamingPullRequest request,
      Instant now,
      StreamingPullResponse.Builder response) {
    var subscription = consumer.subscription();
    List<String> ids = request.getAckIdsList();
    var acks = new AckIds(subscription);
    acks.requireWellFormed(ids);
    var stale = acks.apply(ids, id -> subscription.acknowledge(id, client, now));
    if (!ids.isEmpty() && subscription.config().getEnableExactlyOnceDelivery()) {
      response.setAcknowledgeConfirmation(
          AcknowledgeConfirmation.newBuilder()
              .addAllAckIds(without(ids, stale))
              .addAllInvalidAckIds(stale));
    }
  }

  private static void modify(
      StreamConsumer consumer,
      StreamingPullRequest request,
      Instant now,
      StreamingPullResponse.Builder response) {
    if (request.getModifyDeadlineSecondsCount() != request.getModifyDeadlineAckIdsCount()) {
      throw ApiError.invalid(
          "The number of modify_deadline_seconds and of modify_deadline_ack_ids must be equal.");
    }
    request.getModifyDeadlineSecondsList().forEach(SubscriptionRules::modifiedDeadline);
    var subscription = consumer.subscription();
    var ids = new AckIds(subscription);
    ids.requireWellFormed(request.getModifyDeadlineAckIdsList());
    var stale = new ArrayList<String>();
    for (var i = 0; i < request.getModifyDeadlineAckIdsCount(); i++) {
      var time = Duration.ofSeconds(request.getModifyDeadlineSeconds(i));
      stale.addAll(
          ids.apply(
              List.of(request.getModifyDeadlineAckIds(i)),
              id -> subscription.modify(id, time, now)));
    }
    if (request.getModifyDeadlineAckIdsCount() > 0
        && subscription.config().getEnableExactlyOnceDelivery()) {
      response.setModifyAckDeadlineConfirmation(
          ModifyAckDeadlineConfirmation.newBuilder()
              .addAllAckIds(without(request.getModifyDeadlineAckIdsList(), stale))
              .addAllInvalidAckIds(stale));
    }
  }

  private static List<String> without(List<String> ids, List<String> stale) {
    return ids.stream().filter(id -> !stale.contains(id)).toList();
  }

  @Override
  public void onError(Throwable problem) {
    leave();
  }

  @Override
  public void onCompleted() {
    leave();
    opened.ifPresentOrElse(StreamConsumer::complete, answer::onCompleted);
  }

  private void leave() {
    opened.ifPresent(StreamConsumer::leave);
  }
}
