// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.util.concurrent.FluentFuture;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Empty;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.MessageTransform;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberFutureStub;
import com.google.pubsub.v1.Subscription;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds out what Pub/Sub makes of transforms, by a subscription that is deleted at once: it tells
 * them in words of its own, drops them, or refuses them.
 *
 * @param pubsub with a deadline of its own for each call
 * @param name of the subscription
 * @param isOurs whether one with these labels is this operator's
 */
record TransformTrial(
    Supplier<SubscriberFutureStub> pubsub, String name, Predicate<Map<String, String>> isOurs) {
  private static final Executor HERE = MoreExecutors.directExecutor();

  /**
   * The transforms of a subscription of {@code wanted}'s topic and transforms as Pub/Sub tells
   * them; fails with what Pub/Sub says if it refuses it.
   */
  ListenableFuture<List<MessageTransform>> of(Subscription wanted) {
    var shortLived =
        Subscription.newBuilder()
            .setName(name)
            .setTopic(wanted.getTopic())
            .putAllLabels(wanted.getLabelsMap())
            .setExpirationPolicy(wanted.getExpirationPolicy())
            .addAllMessageTransforms(wanted.getMessageTransformsList())
            .build();
    return FluentFuture.from(pubsub.get().createSubscription(shortLived))
        .catchingAsync(
            StatusRuntimeException.class,
            problem ->
                problem.getStatus().getCode() == Code.ALREADY_EXISTS
                    ? DoorbellSubscription.inTurn(
                        deleteOurs(), () -> pubsub.get().createSubscription(shortLived))
                    : Futures.immediateFailedFuture(problem),
            HERE)
        .transformAsync(
            made ->
                DoorbellSubscription.inTurn(
                    delete(), () -> Futures.immediateFuture(made.getMessageTransformsList())),
            HERE);
  }

  /** One that an operator has made, and has not come to delete. */
  private ListenableFuture<Empty> deleteOurs() {
    var request = GetSubscriptionRequest.newBuilder().setSubscription(name).build();
    return Futures.transformAsync(
        pubsub.get().getSubscription(request),
        found -> {
          if (!isOurs.test(found.getLabelsMap())) {
            throw DoorbellName.foreign(name);
          }
          return delete();
        },
        HERE);
  }

  private ListenableFuture<Empty> delete() {
    var request = DeleteSubscriptionRequest.newBuilder().setSubscription(name).build();
    return Futures.catchingAsync(
        pubsub.get().deleteSubscription(request),
        StatusRuntimeException.class,
        problem ->
            problem.getStatus().getCode() == Code.NOT_FOUND
                ? Futures.immediateFuture(Empty.getDefaultInstance())
                : Futures.immediateFailedFuture(problem),
        HERE);
  }
}
