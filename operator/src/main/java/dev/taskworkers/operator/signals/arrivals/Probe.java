// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberFutureStub;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Notices the first task of an empty pool: pulls one message of the pool's own subscription and
 * gives it back at once. That costs the task one delivery attempt, and its back-off runs while the
 * pod starts.
 */
final class Probe implements AutoCloseable {
  /**
   * Twice as long as Pub/Sub was seen to take for an empty answer: a pull is let run out, because a
   * task that is given to one which has been ended is stranded until its lease ends.
   */
  private static final Duration OVERDUE_AFTER = Duration.ofSeconds(180);

  /** Pub/Sub may answer nothing although a task waits. */
  private static final int LOOKS = 3;

  /** No look begins later: a task that comes then is for others to notice. */
  private static final Duration LOOKING = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** A permission is not granted within seconds. */
  private static final Duration LONG_PAUSE = Duration.ofSeconds(20);

  private final SubscriberFutureStub pubsub;
  private final String subscription;
  private final Set<String> out;
  private final Supplier<PayloadBudget.Part> parts;
  private final Runnable onRing;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private final boolean once;
  private Optional<Instant> firstLook = Optional.empty();
  private int looks;
  private boolean empty;
  private boolean isUnderWay;
  private ListenableFuture<?> rest = Futures.immediateVoidFuture();
  private Optional<Instant> hit = Optional.empty();
  private Optional<Status> problem = Optional.empty();

  /**
   * @param out the subscriptions that a pull of any probe is out for: one at a time, however often
   *     a pool is changed, since each is billed and takes a place on its connection until it ends
   * @param parts for each pull how much of a task it may take into memory: hundreds may be answered
   *     at once, with 10 MB each. A task that is larger is noticed, too, but it can't be given
   *     back: Pub/Sub delivers it again when its lease ends
   * @param once whether to look only whether a task waits now, and for none that comes later
   */
  Probe(
      SubscriberFutureStub pubsub,
      String subscription,
      Set<String> out,
      Supplier<PayloadBudget.Part> parts,
      Runnable onRing,
      ScheduledExecutorService background,
      Clock clock,
      boolean once) {
    this.pubsub = pubsub;
    this.subscription = subscription;
    this.out = out;
    this.parts = parts;
    this.onRing = onRing;
    this.background = background;
    this.clock = clock;
    this.once = once;
  }

  /**
   * Probes while {@code empty}; a pool with pods looks for itself. A pull that is out then is let
   * end, and counts again once the pool is empty again: what it brings meanwhile is given back at
   * once, while the answer to one that is cancelled strands a task until its lease ends.
   */
  synchronized void watch(boolean empty) {
    this.empty = empty;
    if (!empty) {
      hit = Optional.empty();
    } else if (!isUnderWay && hit.isEmpty() && mayLook() && out.add(subscription)) {
      isUnderWay = true;
      try {
        ask();
      } catch (RuntimeException | Error e) {
        // Without a thread, for example, nothing is out, and nothing will tell that it has ended.
        isUnderWay = false;
        out.remove(subscription);
        throw e;
      }
    }
  }

  private boolean mayLook() {
    var now = clock.instant();
    return !once
        || (looks < LOOKS && firstLook.map(at -> at.plus(LOOKING).isAfter(now)).orElse(true));
  }

  private void ask() {
    var request = PullRequest.newBuilder().setSubscription(subscription).setMaxMessages(1).build();
    var part = parts.get();
    var open =
        pubsub
            .withMaxInboundMessageSize(part.bytes())
            .withDeadlineAfter(OVERDUE_AFTER.toSeconds(), TimeUnit.SECONDS)
            .pull(request);
    open.addListener(part::release, MoreExecutors.directExecutor());
    firstLook = firstLook.or(() -> Optional.of(clock.instant()));
    looks++;
    rest = Futures.transformAsync(open, this::nack, MoreExecutors.directExecutor());
    rest.addListener(() -> out.remove(subscription), MoreExecutors.directExecutor());
    Futures.addCallback(
        open,
        new FutureCallback<PullResponse>() {
          @Override
          public void onSuccess(PullResponse response) {
            answered(response);
          }

          @Override
          public void onFailure(Throwable why) {
            failed(Status.fromThrowable(why));
          }
        },
        MoreExecutors.directExecutor());
  }

  private void answered(PullResponse response) {
    if (response.getReceivedMessagesCount() == 0) {
      later(Optional.empty());
    } else {
      noticed();
    }
  }

  private void noticed() {
    synchronized (this) {
      isUnderWay = false;
      problem = Optional.empty();
      if (!empty) {
        return;
      }
      hit = Optional.of(clock.instant());
    }
    onRing.run();
  }

  private void failed(Status why) {
    if (PayloadBudget.isTooLarge(why)) {
      noticed();
      return;
    }
    var denied = why.getCode() == Code.PERMISSION_DENIED || why.getCode() == Code.NOT_FOUND;
    later(denied ? Optional.of(why) : Optional.empty());
  }

  private synchronized void later(Optional<Status> why) {
    problem = why;
    if (empty) {
      var pause = why.isPresent() ? LONG_PAUSE : PAUSE;
      background.schedule(this::again, pause.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      isUnderWay = false;
    }
  }

  private synchronized void again() {
    isUnderWay = false;
    watch(empty);
  }

  private ListenableFuture<?> nack(PullResponse response) {
    if (response.getReceivedMessagesCount() == 0) {
      return Futures.immediateVoidFuture();
    }
    var request = ModifyAckDeadlineRequest.newBuilder().setSubscription(subscription);
    response.getReceivedMessagesList().forEach(message -> request.addAckIds(message.getAckId()));
    return pubsub.withDeadlineAfter(10, TimeUnit.SECONDS).modifyAckDeadline(request.build());
  }

  /** Ends when the last pull has, and what it brought was given back. */
  synchronized ListenableFuture<?> rest() {
    return rest;
  }

  /** Why it may not pull, if it may not. */
  synchronized Optional<Status> problem() {
    return problem;
  }

  /** The one task that was noticed, if the pool is still empty. */
  synchronized Optional<Instant> hit() {
    return hit;
  }

  @Override
  public synchronized void close() {
    watch(false);
  }
}
