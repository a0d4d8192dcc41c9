// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.CreateSnapshotRequest;
import com.google.pubsub.v1.DeleteSnapshotRequest;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.GetSnapshotRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.ListSnapshotsRequest;
import com.google.pubsub.v1.ListSnapshotsResponse;
import com.google.pubsub.v1.ListSubscriptionsRequest;
import com.google.pubsub.v1.ListSubscriptionsResponse;
import com.google.pubsub.v1.ModifyPushConfigRequest;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.SeekResponse;
import com.google.pubsub.v1.Snapshot;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberImplBase;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.UpdateSnapshotRequest;
import com.google.pubsub.v1.UpdateSubscriptionRequest;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import dev.taskworkers.emulator.transport.ApiError;
import io.grpc.stub.StreamObserver;
import java.util.Set;

/** The half of {@code google.pubsub.v1.Subscriber} that manages subscriptions and snapshots. */
abstract class SubscriptionAdministration extends SubscriberImplBase {
  private static final Set<String> MUTABLE_IN_SNAPSHOT = Set.of("labels", "expire_time");

  private final Broker broker;
  private final StreamConditions conditions;

  SubscriptionAdministration(Broker broker, StreamConditions conditions) {
    this.broker = broker;
    this.conditions = conditions;
  }

  @Override
  public void createSubscription(Subscription request, StreamObserver<Subscription> answer) {
    Names.requireSubscription(request.getName());
    Names.requireTopic(request.getTopic());
    var wanted = SubscriptionRules.complete(request);
    SubscriptionRules.check(wanted);
    Answers.send(answer, broker.call((all, now) -> all.createSubscription(wanted, now).config()));
  }

  @Override
  public void getSubscription(GetSubscriptionRequest request, StreamObserver<Subscription> answer) {
    Names.requireSubscription(request.getSubscription());
    Answers.send(
        answer, broker.call((all, now) -> all.subscription(request.getSubscription()).config()));
  }

  @Override
  public void updateSubscription(
      UpdateSubscriptionRequest request, StreamObserver<Subscription> answer) {
    var updated =
        broker.call(
            (all, now) -> {
              var subscription = all.subscription(request.getSubscription().getName());
              var merged =
                  Masks.merge(
                      subscription.config(),
                      request.getSubscription(),
                      request.getUpdateMask(),
                      SubscriptionRules.MUTABLE);
              var settings =
                  SubscriptionRules.complete(merged).toBuilder()
                      // Nothing attaches a subscription again.
                      .setDetached(subscription.config().getDetached())
                      .build();
              SubscriptionRules.check(settings);
              if (request.getUpdateMask().getPathsList().stream()
                  .anyMatch(path -> path.startsWith("dead_letter_policy"))) {
                all.requireDeadLetterTopic(settings);
              }
              subscription.configure(settings);
              return settings;
            });
    Answers.send(answer, updated);
  }

  @Override
  public void listSubscriptions(
      ListSubscriptionsRequest request, StreamObserver<ListSubscriptionsResponse> answer) {
    var page =
        broker.call(
            (all, now) ->
                Pages.ofProject(
                    request.getProject(),
                    all.subscriptions().stream().map(SubscriptionQueue::config),
                    Subscription::getName,
                    request.getPageSize(),
                    request.getPageToken()));
    Answers.send(
        answer,
        ListSubscriptionsResponse.newBuilder()
            .addAllSubscriptions(page.items())
            .setNextPageToken(page.nextToken())
            .build());
  }

  @Override
  public void deleteSubscription(DeleteSubscriptionRequest request, StreamObserver<Empty> answer) {
    broker.run((all, now) -> all.deleteSubscription(request.getSubscription()));
    Answers.send(answer, Empty.getDefaultInstance());
  }

  @Override
  public void modifyPushConfig(ModifyPushConfigRequest request, StreamObserver<Empty> answer) {
    broker.run(
        (all, now) -> {
          var subscription = all.subscription(request.getSubscription());
          subscription.configure(
              subscription.config().toBuilder().setPushConfig(request.getPushConfig()).build());
        });
    Answers.send(answer, Empty.getDefaultInstance());
  }

  @Override
  public void createSnapshot(CreateSnapshotRequest request, StreamObserver<Snapshot> answer) {
    Names.requireSnapshot(request.getName());
    Labels.check(request.getLabelsMap());
    var wanted =
        Snapshot.newBuilder()
            .setName(request.getName())
            .putAllLabels(request.getLabelsMap())
            .build();
    Answers.send(
        answer,
        broker.call(
            (all, now) -> all.createSnapshot(wanted, request.getSubscription(), now).config()));
  }

  @Override
  public void getSnapshot(GetSnapshotRequest request, StreamObserver<Snapshot> answer) {
    Answers.send(answer, broker.call((all, now) -> all.snapshot(request.getSnapshot()).config()));
  }

  @Override
  public void updateSnapshot(UpdateSnapshotRequest request, StreamObserver<Snapshot> answer) {
    var updated =
        broker.call(
            (all, now) -> {
              var snapshot = all.snapshot(request.getSnapshot().getName());
              var settings =
                  Masks.merge(
                      snapshot.config(),
                      request.getSnapshot(),
                      request.getUpdateMask(),
                      MUTABLE_IN_SNAPSHOT);
              Labels.check(settings.getLabelsMap());
              snapshot.configure(settings);
              return snapshot.config();
            });
    Answers.send(answer, updated);
  }

  @Override
  public void listSnapshots(
      ListSnapshotsRequest request, StreamObserver<ListSnapshotsResponse> answer) {
    var page =
        broker.call(
            (all, now) ->
                Pages.ofProject(
                    request.getProject(),
                    all.snapshots().stream().map(SavedSnapshot::config),
                    Snapshot::getName,
                    request.getPageSize(),
                    request.getPageToken()));
    Answers.send(
        answer,
        ListSnapshotsResponse.newBuilder()
            .addAllSnapshots(page.items())
            .setNextPageToken(page.nextToken())
            .build());
  }

  @Override
  public void deleteSnapshot(DeleteSnapshotRequest request, StreamObserver<Empty> answer) {
    broker.run((all, now) -> all.deleteSnapshot(request.getSnapshot()));
    Answers.send(answer, Empty.getDefaultInstance());
  }

  @Override
  public void seek(SeekRequest request, StreamObserver<SeekResponse> answer) {
    broker.run(
        (all, now) -> {
          var subscription = all.subscription(request.getSubscription());
          switch (request.getTargetCase()) {
            case TIME ->
                subscription.seek(Times.instant(request.getTime()), now, conditions.drawSeek());
            case SNAPSHOT -> seekToSnapshot(all, subscription, request.getSnapshot());
            case TARGET_NOT_SET ->
                throw ApiError.invalid("A seek needs a time or a snapshot as its target.");
          }
        });
    Answers.send(answer, SeekResponse.getDefaultInstance());
  }

  private static void seekToSnapshot(Catalog all, SubscriptionQueue subscription, String name) {
    var snapshot = all.snapshot(name);
    if (!snapshot.config().getTopic().equals(subscription.config().getTopic())) {
      throw ApiError.precondition(
          "The snapshot and the subscription must belong to the same topic (snapshot="
              + name
              + ").");
    }
    subscription.replace(snapshot.messages());
  }
}
