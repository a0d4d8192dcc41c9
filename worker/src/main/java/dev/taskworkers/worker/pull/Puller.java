package dev.taskworkers.worker.pull;

import dev.taskworkers.worker.time.Loop;
import dev.taskworkers.worker.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;

/** Fetches tasks by single pulls, one request at a time. Belongs to the loop. */
public final class Puller implements Intake {
  /** The shortest ack deadline a subscription may have; until the first renewal no more is sure. */
  private static final Duration FIRST_LEASE = Duration.ofSeconds(10);

  /** A pull that has something to bring is answered by then, also on a machine that is busy. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  private final Subscription subscription;
  private final Loop loop;
  private final Listener listener;
  private final Recovery recovery;

  private CompletableFuture<List<Delivery>> request = CompletableFuture.completedFuture(List.of());
  private Moment requestedAt = Moment.BEFORE_ALL;
  private boolean outstanding;

  public Puller(Subscription subscription, Loop loop, DoubleSupplier random, Listener listener) {
    this.subscription = subscription;
    this.loop = loop;
    this.listener = listener;
    recovery = new Recovery(loop, random, listener::pullingChanged);
  }

  @Override
  public void want(int most) {
    if (outstanding || recovery.waiting() || most <= 0) {
      return;
    }
    outstanding = true;
    var accepted =
        loop.after(
            Recovery.ACCEPTED_AFTER,
            () -> {
              recovery.accepted();
              listener.pullingChanged();
            });
    requestedAt = loop.moment();
    request = subscription.pull(most);
    loop.onResult(
        request,
        (deliveries, failure) -> {
          accepted.cancel();
          outstanding = false;
          if (failure == null) {
            recovery.accepted();
            listener.pulled(most, deliveries);
          } else if (failure instanceof CancellationException) {
            listener.pullingChanged();
          } else {
            recovery.failed(failure);
            listener.pullingChanged();
          }
        });
  }

  @Override
  public boolean outstanding() {
    return outstanding;
  }

  @Override
  public boolean asking() {
    return outstanding;
  }

  @Override
  public Optional<String> problem() {
    return recovery.problem();
  }

  /** A young one may only be late: ending it would strand what it brings until its lease ends. */
  @Override
  public void letEnd() {
    var answered = loop.moment().until(requestedAt.plus(ANSWERED_WITHIN));
    loop.after(answered.compareTo(PATIENCE) > 0 ? answered : PATIENCE, this::cancel);
  }

  @Override
  public void cancel() {
    request.cancel(true);
  }

  @Override
  public Duration firstLease() {
    return FIRST_LEASE;
  }

  /** A pull asks for what is free then: what Pub/Sub counts is of no matter. */
  @Override
  public void ended(String ackId) {}

  @Override
  public void postponed(String ackId) {}
}
