// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.DeleteTopicRequest;
import com.google.pubsub.v1.DetachSubscriptionRequest;
import com.google.pubsub.v1.DetachSubscriptionResponse;
import com.google.pubsub.v1.GetTopicRequest;
import com.google.pubsub.v1.ListTopicSnapshotsRequest;
import com.google.pubsub.v1.ListTopicSnapshotsResponse;
import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsResponse;
import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.ListTopicsResponse;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublishResponse;
import com.google.pubsub.v1.PublisherGrpc.PublisherImplBase;
import com.google.pubsub.v1.Topic;
import com.google.pubsub.v1.UpdateTopicRequest;
import dev.taskworkers.emulator.transport.ApiError;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.function.Function;

/** {@code google.pubsub.v1.Publisher}: topics and publishing. */
final class PublisherService extends PublisherImplBase {
  private static final Set<String> MUTABLE =
      Set.of(
          "labels",
          "message_storage_policy",
          "kms_key_name",
          "schema_settings",
          "message_retention_duration",
          "ingestion_data_source_settings");

  private final Broker broker;

  PublisherService(Broker broker) {
    this.broker = broker;
  }

  @Override
  public void publish(PublishRequest request, StreamObserver<PublishResponse> answer) {
    PublishRules.check(request);
    var ids = broker.publish(request.getTopic(), request.getMessagesList());
    Answers.send(answer, PublishResponse.newBuilder().addAllMessageIds(ids).build());
  }

  @Override
  public void createTopic(Topic request, StreamObserver<Topic> answer) {
    Names.requireTopic(request.getName());
    if (request.getMessageTransformsCount() > 0) {
      throw ApiError.invalid(
          "The local cloud plays message_transforms of subscriptions, not of topics.");
    }
    Labels.check(request.getLabelsMap());
    var wanted = request.toBuilder().setState(Topic.State.ACTIVE).build();
    Answers.send(answer, broker.call((all, now) -> all.createTopic(wanted).config()));
  }

  @Override
  public void getTopic(GetTopicRequest request, StreamObserver<Topic> answer) {
    Names.requireTopic(request.getTopic());
    Answers.send(answer, broker.call((all, now) -> all.topic(request.getTopic()).config()));
  }

  @Override
  public void updateTopic(UpdateTopicRequest request, StreamObserver<Topic> answer) {
    var updated =
        broker.call(
            (all, now) -> {
              var topic = all.topic(request.getTopic().getName());
              var settings =
                  Masks.merge(topic.config(), request.getTopic(), request.getUpdateMask(), MUTABLE);
              Labels.check(settings.getLabelsMap());
              topic.configure(settings);
              return topic.config();
            });
    Answers.send(answer, updated);
  }

  @Override
  public void deleteTopic(DeleteTopicRequest request, StreamObserver<Empty> answer) {
    broker.run((all, now) -> all.deleteTopic(request.getTopic()));
    Answers.send(answer, Empty.getDefaultInstance());
  }

  @Override
  public void listTopics(ListTopicsRequest request, StreamObserver<ListTopicsResponse> answer) {
    var page =
        broker.call(
            (all, now) ->
                Pages.ofProject(
                    request.getProject(),
                    all.topics().stream().map(TopicHub::config),
                    Topic::getName,
                    request.getPageSize(),
                    request.getPageToken()));
    Answers.send(
        answer,
        ListTopicsResponse.newBuilder()
            .addAllTopics(page.items())
            .setNextPageToken(page.nextToken())
            .build());
  }

  @Override
  public void listTopicSubscriptions(
      ListTopicSubscriptionsRequest request,
      StreamObserver<ListTopicSubscriptionsResponse> answer) {
    var page =
        broker.call(
            (all, now) ->
                Pages.of(
                    all.topic(request.getTopic()).subscriptionNames(),
                    Function.identity(),
                    request.getPageSize(),
                    request.getPageToken()));
    Answers.send(
        answer,
        ListTopicSubscriptionsResponse.newBuilder()
            .addAllSubscriptions(page.items())
            .setNextPageToken(page.nextToken())
            .build());
  }

  @Override
  public void listTopicSnapshots(
      ListTopicSnapshotsRequest request, StreamObserver<ListTopicSnapshotsResponse> answer) {
    var page =
        broker.call(
            (all, now) ->
                Pages.of(
                    all.topic(request.getTopic()).snapshotNames(),
                    Function.identity(),
                    request.getPageSize(),
                    request.getPageToken()));
    Answers.send(
        answer,
        ListTopicSnapshotsResponse.newBuilder()
            .addAllSnapshots(page.items())
            .setNextPageToken(page.nextToken())
            .build());
  }

  @Override
  public void detachSubscription(
      DetachSubscriptionRequest request, StreamObserver<DetachSubscriptionResponse> answer) {
    broker.run((all, now) -> all.detachSubscription(request.getSubscription()));
    Answers.send(answer, DetachSubscriptionResponse.getDefaultInstance());
  }
}
