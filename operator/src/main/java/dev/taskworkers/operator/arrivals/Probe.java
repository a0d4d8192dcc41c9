package dev.taskworkers.operator.arrivals;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberFutureStub;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Notices the first task of an empty pool: pulls one message of the pool's own subscription and
 * gives it back at once. That costs the task one delivery attempt, and its back-off runs while the
 * pod starts.
 */
final class Probe implements AutoCloseable {
  private static final Duration HOLD = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final SubscriberFutureStub pubsub;
  private final String subscription;
  private final Runnable onRing;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private Optional<ListenableFuture<PullResponse>> pull = Optional.empty();
  private Optional<Instant> hit = Optional.empty();
  private boolean wanted;

  Probe(
      SubscriberFutureStub pubsub,
      String subscription,
      Runnable onRing,
      ScheduledExecutorService background,
      Clock clock) {
    this.pubsub = pubsub;
    this.subscription = subscription;
    this.onRing = onRing;
    this.background = background;
    this.clock = clock;
  }

  /** Probes while {@code empty}; a pool with pods looks for itself. */
  synchronized void watch(boolean empty) {
    wanted = empty;
    if (!empty) {
      hit = Optional.empty();
      pull.ifPresent(open -> open.cancel(true));
      pull = Optional.empty();
    } else if (pull.isEmpty() && hit.isEmpty()) {
      ask();
    }
  }

  private void ask() {
    var request = PullRequest.newBuilder().setSubscription(subscription).setMaxMessages(1).build();
    var open = pubsub.withDeadlineAfter(HOLD.toSeconds(), TimeUnit.SECONDS).pull(request);
    pull = Optional.of(open);
    Futures.addCallback(
        open,
        new FutureCallback<PullResponse>() {
          @Override
          public void onSuccess(PullResponse response) {
            answered(open, response);
          }

          @Override
          public void onFailure(Throwable problem) {
            answered(open, PullResponse.getDefaultInstance());
          }
        },
        MoreExecutors.directExecutor());
  }

  private void answered(ListenableFuture<PullResponse> open, PullResponse response) {
    if (response.getReceivedMessagesCount() > 0) {
      giveBack(response);
      synchronized (this) {
        hit = Optional.of(clock.instant());
        pull = Optional.empty();
      }
      onRing.run();
      return;
    }
    background.schedule(() -> again(open), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void again(ListenableFuture<PullResponse> ended) {
    if (wanted && pull.filter(ended::equals).isPresent()) {
      ask();
    }
  }

  private void giveBack(PullResponse response) {
    var request = ModifyAckDeadlineRequest.newBuilder().setSubscription(subscription);
    response.getReceivedMessagesList().forEach(message -> request.addAckIds(message.getAckId()));
    pubsub.withDeadlineAfter(10, TimeUnit.SECONDS).modifyAckDeadline(request.build());
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
