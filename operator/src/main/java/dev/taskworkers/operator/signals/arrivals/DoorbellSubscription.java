// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.util.concurrent.AsyncCallable;
import com.google.common.util.concurrent.ExecutionSequencer;
import com.google.common.util.concurrent.FluentFuture;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.MessageTransform;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.SeekResponse;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberFutureStub;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.Source;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The second subscription on a topic: created where the permissions allow, with the filter and the
 * transforms of the pools' subscriptions and one that takes payloads out, ten minutes of retention
 * for a new leader to count again, and an end of its own after a day without use. Nothing here
 * waits; what fails does so with a {@link StatusRuntimeException}.
 */
final class DoorbellSubscription {
  private static final long DEADLINE_SECONDS = 10;
  private static final Executor HERE = MoreExecutors.directExecutor();

  private final SubscriberFutureStub pubsub;
  private final CallLimiter turns;
  private final ExecutionSequencer sequence;
  private final Deletions deletions;
  private final DoorbellTemplate template;

  /** What Pub/Sub made of our transforms, once that is known. */
  private volatile Optional<Made> made = Optional.empty();

  /**
   * What becomes of our transforms at Pub/Sub.
   *
   * @param transforms as it tells them, maybe in other words than ours
   * @param refused whether it takes none at all, so that payloads come along
   */
  private record Made(List<MessageTransform> transforms, boolean refused) {}

  /**
   * @param turns among all doorbells for calls that make, look up, and delete
   * @param sequence of what is done about the subscription of this name, whoever does it: between a
   *     look at it and what follows from that nothing else happens
   * @param deletions of those that nobody wants any more
   * @param name that of the doorbell which is sent everything
   * @param source that it is to have
   * @param share of the source's tasks that it is sent
   */
  public DoorbellSubscription(
      SubscriberFutureStub pubsub,
      CallLimiter turns,
      ExecutionSequencer sequence,
      Deletions deletions,
      DoorbellName name,
      Source source,
      Share share) {
    this.pubsub = pubsub;
    this.turns = turns;
    this.sequence = sequence;
    this.deletions = deletions;
    template = new DoorbellTemplate(name.of(share), source, share);
  }

  public String name() {
    return template.name().toString();
  }

  /**
   * Makes sure that it is there, on its source; one that hangs on something else is deleted and
   * made anew.
   *
   * @return whether it is new, so that it has nothing of what was published before
   */
  public ListenableFuture<Boolean> prove() {
    deletions.wanted(name());
    return afterOthers(
        () ->
            FluentFuture.from(find())
                .transformAsync(this::fits, HERE)
                .transformAsync(
                    fits -> fits ? Futures.immediateFuture(false) : inTurn(delete(), this::make),
                    HERE)
                .catchingAsync(
                    StatusRuntimeException.class,
                    problem ->
                        problem.getStatus().getCode() == Code.NOT_FOUND
                            ? make()
                            : Futures.immediateFailedFuture(problem),
                    HERE));
  }

  /**
   * Whether it is there on its source still; false too when it is gone, or lets payloads through
   * though Pub/Sub takes transforms by now.
   */
  public ListenableFuture<Boolean> holds() {
    return afterOthers(
        () ->
            FluentFuture.from(find())
                .transformAsync(this::fits, HERE)
                .catchingAsync(
                    StatusRuntimeException.class,
                    problem ->
                        problem.getStatus().getCode() == Code.NOT_FOUND
                            ? Futures.immediateFuture(false)
                            : Futures.immediateFailedFuture(problem),
                    HERE));
  }

  /** Whether Pub/Sub is known not to take payloads out. */
  boolean bringsPayloads() {
    return made.filter(known -> known.transforms().size() < template.transforms().size())
        .isPresent();
  }

  private <T> ListenableFuture<T> afterOthers(AsyncCallable<T> calls) {
    return sequence.submitAsync(() -> turns.take(template.source().project(), calls), HERE);
  }

  private ListenableFuture<Subscription> find() {
    return stub()
        .getSubscription(GetSubscriptionRequest.newBuilder().setSubscription(name()).build());
  }

  private ListenableFuture<Boolean> fits(Subscription found) {
    if (!template.name().isOurs(found.getLabelsMap())) {
      throw DoorbellName.foreign(name());
    }
    var transforms = active(found.getMessageTransformsList());
    if (!template.isOnSource(found) || transforms.equals(template.transforms())) {
      return Futures.immediateFuture(template.isOnSource(found));
    }
    var asMade = made.filter(known -> !known.refused()).map(Futures::immediateFuture);
    return Futures.transform(
        asMade.orElseGet(this::attempt), known -> known.transforms().equals(transforms), HERE);
  }

  /**
   * What Pub/Sub makes of our transforms now, without a change of the doorbell: an earlier leader
   * may have made it where none were taken, or somebody may have taken them off.
   */
  private ListenableFuture<Made> attempt() {
    return FluentFuture.from(
            new TransformTrial(this::stub, name() + "-trial", template.name()::isOurs)
                .of(template.stripped()))
        .transform(taken -> new Made(active(taken), false), HERE)
        .catchingAsync(
            StatusRuntimeException.class,
            problem ->
                takesNoTransform(problem.getStatus().getCode())
                    ? Futures.immediateFuture(new Made(List.of(), true))
                    : Futures.immediateFailedFuture(problem),
            HERE)
        .transform(this::remember, HERE);
  }

  private Made remember(Made now) {
    made = Optional.of(now);
    return now;
  }

  private static List<MessageTransform> active(List<MessageTransform> told) {
    return new Source("", "", told).counted().transforms();
  }

  /** Makes it; true, for it is new. */
  private ListenableFuture<Boolean> make() {
    return FluentFuture.from(stub().createSubscription(template.stripped()))
        .transform(created -> new Made(active(created.getMessageTransformsList()), false), HERE)
        .catchingAsync(
            StatusRuntimeException.class,
            problem ->
                takesNoTransform(problem.getStatus().getCode())
                    ? Futures.transform(
                        stub().createSubscription(template.plain()),
                        created -> new Made(List.of(), true),
                        HERE)
                    : Futures.immediateFailedFuture(problem),
            HERE)
        .transform(this::remember, HERE)
        .transform(made -> true, HERE);
  }

  /**
   * Whether there are none at all here, so that payloads must come along. Where the pools'
   * subscription has some, there are: what is refused then is one more of them, and whoever adds up
   * to the limit must not have the operator take in his payloads.
   */
  private boolean takesNoTransform(Code code) {
    return template.share() == Share.EVERYTHING
        && template.source().transforms().isEmpty()
        && (code == Code.INVALID_ARGUMENT || code == Code.UNIMPLEMENTED);
  }

  static <T> ListenableFuture<T> inTurn(ListenableFuture<?> first, AsyncCallable<T> then) {
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

  /**
   * Deletes what bears the name and is ours, again and again until it is gone or wanted again.
   *
   * @return how the first try ends
   */
  @CanIgnoreReturnValue
  public ListenableFuture<?> deleteIfPossible() {
    return deletions.begin(this);
  }

  /**
   * Deletes what bears the name and is ours.
   *
   * @param isStillToGo asked when its turn has come
   */
  ListenableFuture<Empty> delete(BooleanSupplier isStillToGo) {
    return afterOthers(
        () ->
            isStillToGo.getAsBoolean()
                ? Futures.transformAsync(
                    find(),
                    found ->
                        template.name().isOurs(found.getLabelsMap())
                            ? delete()
                            : Futures.immediateFuture(Empty.getDefaultInstance()),
                    HERE)
                : Futures.immediateFuture(Empty.getDefaultInstance()));
  }

  private ListenableFuture<Empty> delete() {
    return stub()
        .deleteSubscription(DeleteSubscriptionRequest.newBuilder().setSubscription(name()).build());
  }

  private SubscriberFutureStub stub() {
    return pubsub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
