// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.util.concurrent.AsyncCallable;
import com.google.common.util.concurrent.ExecutionSequencer;
import com.google.common.util.concurrent.FluentFuture;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.MessageTransform;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.SeekResponse;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberFutureStub;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.operator.CallLimiter;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The second subscription on a topic: created where the permissions allow, with the filter and the
 * transforms of the pools' subscriptions and one that takes payloads out, ten minutes of retention
 * for a new leader to count again, and an end of its own after a day without use. Nothing here
 * waits; what fails does so with a {@link StatusRuntimeException}.
 */
final class DoorbellSubscription {
  private static final long DEADLINE_SECONDS = 10;
  private static final long RETENTION_SECONDS = 600;
  private static final long EXPIRES_SECONDS = 86_400;
  private static final Executor HERE = MoreExecutors.directExecutor();

  private final SubscriberFutureStub pubsub;
  private final CallLimiter turns;
  private final ExecutionSequencer sequence;
  private final DoorbellName name;
  private final Source source;
  private final Share share;

  /**
   * What Pub/Sub made of our transforms, should it tell them in other words than ours, or take
   * none.
   */
  private volatile Optional<List<MessageTransform>> made = Optional.empty();

  /**
   * @param turns among all doorbells for calls that make and look up
   * @param sequence of what is done about the subscription of this name, whoever does it: between a
   *     look at it and what follows from that nothing else happens
   * @param name that of the doorbell which is sent everything
   * @param source that it is to have
   * @param share of the source's tasks that it is sent
   */
  public DoorbellSubscription(
      SubscriberFutureStub pubsub,
      CallLimiter turns,
      ExecutionSequencer sequence,
      DoorbellName name,
      Source source,
      Share share) {
    this.pubsub = pubsub;
    this.turns = turns;
    this.sequence = sequence;
    this.name = name.of(share);
    this.source = source.counted();
    this.share = share;
  }

  public String name() {
    return name.toString();
  }

  /**
   * Makes sure that it is there, on its source; one that hangs on something else is deleted and
   * made anew.
   *
   * @return whether it is new, so that it has nothing of what was published before
   */
  public ListenableFuture<Boolean> prove() {
    return afterOthers(
        () ->
            FluentFuture.from(find())
                .transformAsync(
                    found ->
                        fits(found)
                            ? Futures.immediateFuture(false)
                            : inTurn(delete(), () -> isNew(create())),
                    HERE)
                .catchingAsync(
                    StatusRuntimeException.class,
                    problem ->
                        problem.getStatus().getCode() == Code.NOT_FOUND
                            ? isNew(create())
                            : Futures.immediateFailedFuture(problem),
                    HERE));
  }

  /** Whether it is there on its source still; false too when it is gone. */
  public ListenableFuture<Boolean> holds() {
    return afterOthers(
        () ->
            FluentFuture.from(find())
                .transform(this::fits, HERE)
                .catchingAsync(
                    StatusRuntimeException.class,
                    problem ->
                        problem.getStatus().getCode() == Code.NOT_FOUND
                            ? Futures.immediateFuture(false)
                            : Futures.immediateFailedFuture(problem),
                    HERE));
  }

  private ListenableFuture<Boolean> afterOthers(AsyncCallable<Boolean> calls) {
    return sequence.submitAsync(() -> turns.take(source.project(), calls), HERE);
  }

  private ListenableFuture<Subscription> find() {
    return stub()
        .getSubscription(GetSubscriptionRequest.newBuilder().setSubscription(name()).build());
  }

  private boolean fits(Subscription found) {
    if (!name.isOurs(found.getLabelsMap())) {
      throw Status.ALREADY_EXISTS
          .withDescription(
              "subscription "
                  + name()
                  + " exists, but its label says that it is not this operator's; delete it")
          .asRuntimeException();
    }
    var transforms = active(found);
    // Switched to push it would be as deaf as one that is detached.
    return !found.getDetached()
        && found.getPushConfig().getPushEndpoint().isEmpty()
        && found.getTopic().equals(source.topic())
        && found.getFilter().equals(source.filter())
        && (transforms.equals(transforms()) || made.filter(transforms::equals).isPresent());
  }

  /** Those of the source, and then the one that strips. */
  private List<MessageTransform> transforms() {
    return Stream.concat(source.transforms().stream(), Stream.of(Stripping.of(share))).toList();
  }

  private static List<MessageTransform> active(Subscription found) {
    return new Source(found.getTopic(), found.getFilter(), found.getMessageTransformsList())
        .counted()
        .transforms();
  }

  private ListenableFuture<Subscription> create() {
    var plain =
        Subscription.newBuilder()
            .setName(name())
            .setTopic(source.topic())
            .setFilter(source.filter())
            .putAllLabels(name.labels())
            .setAckDeadlineSeconds(10)
            .setRetainAckedMessages(true)
            .setMessageRetentionDuration(Duration.newBuilder().setSeconds(RETENTION_SECONDS))
            .setExpirationPolicy(
                ExpirationPolicy.newBuilder()
                    .setTtl(Duration.newBuilder().setSeconds(EXPIRES_SECONDS)))
            .build();
    var stripped = plain.toBuilder().addAllMessageTransforms(transforms()).build();
    return FluentFuture.from(stub().createSubscription(stripped))
        .catchingAsync(
            StatusRuntimeException.class,
            problem ->
                takesNoTransform(problem.getStatus().getCode())
                    ? stub().createSubscription(plain)
                    : Futures.immediateFailedFuture(problem),
            HERE);
  }

  /**
   * Whether there are none at all here, so that payloads must come along. Where the pools'
   * subscription has some, there are: what is refused then is one more of them, and whoever adds up
   * to the limit must not have the operator take in his payloads.
   */
  private boolean takesNoTransform(Code code) {
    return share == Share.EVERYTHING
        && source.transforms().isEmpty()
        && (code == Code.INVALID_ARGUMENT || code == Code.UNIMPLEMENTED);
  }

  private ListenableFuture<Boolean> isNew(ListenableFuture<Subscription> created) {
    return Futures.transform(
        created,
        subscription -> {
          made = Optional.of(active(subscription));
          return true;
        },
        HERE);
  }

  private static <T> ListenableFuture<T> inTurn(ListenableFuture<?> first, AsyncCallable<T> then) {
    return Futures.transformAsync(first, done -> then.call(), HERE);
  }

  /** Delivers again what was published since {@code from}, and nothing older. */
  public ListenableFuture<SeekResponse> seek(Instant from) {
    return stub()
        .seek(
            SeekRequest.newBuilder()
                .setSubscription(name())
                .setTime(
                    Timestamp.newBuilder()
                        .setSeconds(from.getEpochSecond())
                        .setNanos(from.getNano()))
                .build());
  }

  /** What bears the name and is ours; it would expire after a day anyway. */
  public void deleteIfPossible() {
    var unused =
        sequence.submitAsync(
            () ->
                Futures.transformAsync(
                    find(),
                    found ->
                        name.isOurs(found.getLabelsMap())
                            ? delete()
                            : Futures.immediateFuture(Empty.getDefaultInstance()),
                    HERE),
            HERE);
  }

  private ListenableFuture<Empty> delete() {
    return stub()
        .deleteSubscription(DeleteSubscriptionRequest.newBuilder().setSubscription(name()).build());
  }

  private SubscriberFutureStub stub() {
    return pubsub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
