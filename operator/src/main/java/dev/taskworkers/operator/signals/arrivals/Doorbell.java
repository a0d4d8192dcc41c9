// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.signals.arrivals.DoorbellReading.Hearing;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Counts what is published. Where that is very much, a second subscription beside the first is sent
 * samples; the one takes over from the other once it is heard, so that no second is missed.
 */
final class Doorbell implements Listener.Ear, AutoCloseable {
  /** A new leader counts again from here: the oldest sample that is still an anchor. */
  private static final Duration LOOK_BACK = Duration.ofMinutes(6);

  /** Enough to know the rate. */
  private static final Duration LOOK_BACK_AT_SAMPLES = Duration.ofMinutes(1);

  /** What was published at the end of a turn is delivered until then. */
  private static final Duration LATE = Duration.ofSeconds(5);

  /** A next one that hears nothing for so long is given up. */
  private static final Duration SILENT = Duration.ofMinutes(2);

  /** What can't be had is not asked for again before. */
  private static final Duration NOT_AGAIN = Duration.ofMinutes(10);

  private static final DoorbellFailure BEING_SET_UP =
      new DoorbellFailure(
          Status.UNAVAILABLE.withDescription("the doorbell is being set up"), false);

  private final Function<Share, DoorbellSubscription> subscriptions;
  private final SubscriberStub pubsub;
  private final Supplier<PayloadBudget.Part> payloads;
  private final Runnable onRing;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private final Instant heardFrom;
  private final SecondCounts counts;
  private final Sampling sampling;
  private Share turn = Share.EVERYTHING;
  private Optional<Listener> current = Optional.empty();
  private Optional<Other> coming = Optional.empty();
  private Optional<Other> leaving = Optional.empty();
  private Instant changesFrom = Instant.MIN;

  /** When a task came on time of which no second is counted, as while samples have their turn. */
  private Optional<Instant> noticed = Optional.empty();

  private boolean closed;

  /** One beside the current, and when it was opened or is to be closed. */
  private record Other(Listener listener, Instant at) {}

  /**
   * Begins to listen.
   *
   * @param payloads for each stream how much of them it may bring, where they come along
   * @param onRing runs when tasks come, on a thread of the network
   */
  Doorbell(
      Function<Share, DoorbellSubscription> subscriptions,
      SubscriberStub pubsub,
      Supplier<PayloadBudget.Part> payloads,
      Runnable onRing,
      ScheduledExecutorService background,
      Clock clock) {
    this.subscriptions = subscriptions;
    this.pubsub = pubsub;
    this.payloads = payloads;
    this.onRing = onRing;
    this.background = background;
    this.clock = clock;
    var now = clock.instant();
    heardFrom = now.minus(LOOK_BACK);
    counts = new SecondCounts(heardFrom, now);
    sampling = new Sampling(counts);
    Futures.addCallback(
        subscriptions.apply(Share.SAMPLES).holds(),
        new FutureCallback<>() {
          @Override
          public void onSuccess(Boolean samples) {
            begin(samples ? Share.SAMPLES : Share.EVERYTHING);
          }

          @Override
          public void onFailure(Throwable why) {
            begin(Share.EVERYTHING);
          }
        },
        MoreExecutors.directExecutor());
  }

  /** Goes on as the leader before did. */
  private synchronized void begin(Share share) {
    if (closed) {
      return;
    }
    var now = clock.instant();
    turn = share;
    if (share == Share.SAMPLES) {
      counts.take(share, heardFrom, now);
      counts.forget(heardFrom, now.minus(LOOK_BACK_AT_SAMPLES), now);
      subscriptions.apply(Share.EVERYTHING).deleteIfPossible();
    }
    current =
        Optional.of(
            listener(share, share == Share.SAMPLES ? now.minus(LOOK_BACK_AT_SAMPLES) : heardFrom));
    current.get().connect();
  }

  private Listener listener(Share share, Instant from) {
    return new Listener(
        subscriptions.apply(share), pubsub, payloads, from, this, background, clock);
  }

  @Override
  public synchronized void made(Listener listener) {
    if (isCurrent(listener)) {
      counts.forget(heardFrom, clock.instant(), clock.instant());
    }
  }

  private boolean isCurrent(Listener listener) {
    return current.filter(listener::equals).isPresent();
  }

  @Override
  public void heard(Listener listener, Delivery delivery) {
    count(listener, delivery, clock.instant());
    onRing.run();
  }

  private synchronized void count(Listener listener, Delivery delivery, Instant now) {
    var share = isCurrent(listener) ? turn : turn.other();
    if (isComing(listener) && (turn == Share.SAMPLES || sampling.isCrowded(now))) {
      take(listener, now);
    }
    counts.listensSince(share, listener.hearsSince());
    for (var published : delivery.tasks()) {
      var isCounted = counts.count(published, share, now);
      if (share == Share.EVERYTHING) {
        sampling.heard(published);
        if (!isCounted && published.plus(SecondCounts.BEHIND).isAfter(now)) {
          noticed = Optional.of(now);
        }
      }
    }
  }

  private boolean isComing(Listener listener) {
    return coming.filter(next -> next.listener().equals(listener)).isPresent();
  }

  /** To be called every few seconds. */
  synchronized void tend(Instant now) {
    listeners().forEach(listener -> listener.tend(now));
    sampling.look(now);
    leaving
        .filter(last -> !now.isBefore(last.at()))
        .ifPresent(
            last -> {
              last.listener().closeAndDelete();
              leaving = Optional.empty();
            });
    coming
        .filter(next -> !now.isBefore(next.at().plus(SILENT)))
        .ifPresent(next -> unheard(next.listener(), now));
    if (coming.isEmpty() && leaving.isEmpty() && !now.isBefore(changesFrom)) {
      current.filter(listener -> isToChange(listener, now)).ifPresent(listener -> change(now));
    }
  }

  private List<Listener> listeners() {
    return Stream.concat(
            current.stream(), Stream.concat(coming.stream(), leaving.stream()).map(Other::listener))
        .toList();
  }

  private boolean isToChange(Listener listener, Instant now) {
    return (turn == Share.EVERYTHING && sampling.isHopelesslyBehind(now))
        || (listener.hears(now) && sampling.isOver(turn, now));
  }

  private void change(Instant now) {
    var next = listener(turn.other(), now);
    coming = Optional.of(new Other(next, now));
    if (turn == Share.SAMPLES) {
      sampling.opened();
    }
    next.connect();
  }

  /**
   * The next is heard: from a moment on that is yet to come its counts are taken, and at once where
   * those of the present one have holes.
   */
  private void take(Listener next, Instant now) {
    var hasHoles = turn == Share.EVERYTHING && counts.lag(now).compareTo(SecondCounts.BEHIND) > 0;
    var from = hasHoles ? now : now.plus(Sampling.HANDOVER);
    if (hasHoles) {
      counts.forget(heardFrom, from, now);
    }
    turn = turn.other();
    counts.take(turn, from, now);
    leaving = Optional.of(new Other(current.orElseThrow(), from.plus(LATE)));
    current = Optional.of(next);
    coming = Optional.empty();
    changesFrom = from.plus(Sampling.SHORTEST_TURN);
  }

  /**
   * Where nothing is published there is nothing to hear, and everything can be heard; a burst that
   * is over needs no samples. Else the next can't be had, or is deaf.
   */
  private void unheard(Listener next, Instant now) {
    if (turn == Share.SAMPLES && next.hears(now) && !sampling.hasHeardSince(SILENT, now)) {
      take(next, now);
      return;
    }
    if (turn == Share.SAMPLES || sampling.isCrowded(now)) {
      changesFrom = now.plus(NOT_AGAIN);
    }
    next.closeAndDelete();
    coming = Optional.empty();
    sampling.opened();
  }

  private boolean isBehind(Instant now) {
    return counts.lag(now).compareTo(SecondCounts.BEHIND) > 0;
  }

  /**
   * What it tells at {@code now}; the counts are complete up to then unless it hears nothing, or
   * late.
   *
   * @param from earlier counts are left out
   */
  synchronized DoorbellReading read(Instant from, Instant now) {
    var hearing = hearing(now);
    var complete = hearing == Hearing.EVERYTHING || hearing == Hearing.SAMPLES;
    var lately = noticed.filter(at -> at.plus(Arrivals.NOTICED_FOR).isAfter(now));
    return new DoorbellReading(
        counts.snapshot(complete, from, now).noticing(lately.filter(at -> !at.isBefore(from))),
        hearing,
        counts.lag(now),
        failure(hearing, now));
  }

  private Hearing hearing(Instant now) {
    if (current.filter(listener -> listener.hears(now)).isEmpty()) {
      return Hearing.NOTHING;
    }
    if (isBehind(now)) {
      return Hearing.BEHIND;
    }
    return turn == Share.SAMPLES ? Hearing.SAMPLES : Hearing.EVERYTHING;
  }

  private Optional<DoorbellFailure> failure(Hearing hearing, Instant now) {
    return hearing == Hearing.NOTHING
        ? current.map(listener -> listener.silence(now)).or(() -> Optional.of(BEING_SET_UP))
        : Optional.empty();
  }

  @Override
  public synchronized void close() {
    closed = true;
    listeners().forEach(Listener::close);
  }

  /** Closes, and deletes the subscriptions until they are gone. */
  @CanIgnoreReturnValue
  synchronized ListenableFuture<?> closeAndDelete() {
    closed = true;
    return Futures.allAsList(listeners().stream().map(Listener::closeAndDelete).toList());
  }
}
