// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import dev.taskworkers.operator.scaling.input.Seconds;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Listens on one doorbell subscription for as long as it is open: makes it, opens a stream, and
 * opens the next when one has ended, as all streams do. What was published between two streams is
 * delivered on the second. Thread-safe.
 */
final class Listener implements AutoCloseable {
  /** A stream that has been open for so long has caught up. */
  private static final Duration CAUGHT_UP = Duration.ofSeconds(3);

  /** Between two streams nothing is missed that is worth a word. */
  private static final Duration GAP = Duration.ofSeconds(3);

  /** One that lasted so long ended as streams do; the next is opened at once. */
  private static final Duration LASTED = Duration.ofSeconds(10);

  /** For so long a subscription that was made may not be there for all of Pub/Sub. */
  private static final Duration NEW = Duration.ofMinutes(1);

  /**
   * A stream that was opened before that may stay deaf, so one that brought nothing is replaced.
   */
  private static final List<Duration> SECOND_LOOKS = List.of(Duration.ofSeconds(10), NEW);

  private static final Instant NEVER = Instant.MIN;

  private final DoorbellSubscription subscription;
  private final Supplier<PayloadBudget.Part> payloads;
  private final CurrentStream line;
  private final Instant lookBack;
  private final Ear ear;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private final Outage outage;
  private final CheckSchedule lookout;
  private Instant madeAt = NEVER;
  private Instant since = NEVER;
  private Instant lostAt = NEVER;
  private boolean heardSinceMade;
  private boolean rewound;
  private boolean closed;

  /** What a listener has to tell, on a thread of the network. */
  interface Ear {
    /** The subscription was made, so there is nothing to be heard of what was published before. */
    void made(Listener listener);

    void heard(Listener listener, Delivery delivery);
  }

  /**
   * @param payloads for each stream how much of them it may bring, where they come along
   * @param lookBack what was published since is counted again, where the subscription has it
   */
  Listener(
      DoorbellSubscription subscription,
      SubscriberStub pubsub,
      Supplier<PayloadBudget.Part> payloads,
      Instant lookBack,
      Ear ear,
      ScheduledExecutorService background,
      Clock clock) {
    this.subscription = subscription;
    this.payloads = payloads;
    this.lookBack = lookBack;
    this.ear = ear;
    this.background = background;
    this.clock = clock;
    var now = clock.instant();
    line =
        new CurrentStream(
            pubsub, subscription.name(), this::payloads, this::heard, this::ended, clock);
    outage = new Outage(Status.UNAVAILABLE.withDescription("the doorbell is being set up"), now);
    lookout = new CheckSchedule(now);
  }

  private Optional<PayloadBudget.Part> payloads() {
    return subscription.bringsPayloads() ? Optional.of(payloads.get()) : Optional.empty();
  }

  /** Sees to the subscription, counts the last minutes once more, and listens. */
  void connect() {
    proof().ifPresent(proof -> then(proof, this::proven));
  }

  /** None once it is closed: what is made before that is there when it is deleted. */
  private synchronized Optional<ListenableFuture<Boolean>> proof() {
    return closed ? Optional.empty() : Optional.of(subscription.prove());
  }

  private void proven(boolean isNew) {
    lookout.looked(clock.instant());
    if (isNew) {
      made();
      ear.made(this);
      begin();
    } else if (isRewound()) {
      begin();
    } else {
      then(subscription.seek(lookBack), sought -> begin());
    }
  }

  private synchronized void made() {
    madeAt = clock.instant();
    heardSinceMade = false;
  }

  private synchronized boolean isRewound() {
    return rewound;
  }

  private synchronized void begin() {
    rewound = true;
    open();
  }

  private synchronized void open() {
    var now = clock.instant();
    if (closed) {
      return;
    }
    if (!isInGap(now)) {
      since = now;
    }
    line.open();
  }

  private <T> void then(ListenableFuture<T> call, Consumer<T> next) {
    Futures.addCallback(
        call,
        new FutureCallback<T>() {
          @Override
          public void onSuccess(T result) {
            next.accept(result);
          }

          @Override
          public void onFailure(Throwable why) {
            later(Status.fromThrowable(why), Duration.ZERO, Listener.this::connect);
          }
        },
        MoreExecutors.directExecutor());
  }

  private void heard(Delivery delivery) {
    if (delivery.tasks().isEmpty()) {
      return;
    }
    lookout.heard();
    synchronized (this) {
      heardSinceMade = true;
    }
    ear.heard(this, delivery);
  }

  private synchronized void ended(Status why) {
    var now = clock.instant();
    var lasted = line.openFor(now);
    var hadCaughtUp = line.hearsSince().filter(heard -> hasCaughtUp(heard, now)).isPresent();
    var hearsSince = hearsSince();
    var code = why.getCode();
    line.close();
    if (hadCaughtUp) {
      since = hearsSince;
      lostAt = now;
      outage.begin(why, now);
    }
    // A task that is too large should not have come: somebody may have changed the subscription.
    var isGone =
        code == Code.NOT_FOUND || code == Code.FAILED_PRECONDITION || PayloadBudget.isTooLarge(why);
    var isLate = code == Code.NOT_FOUND && !madeAt.equals(NEVER) && now.isBefore(madeAt.plus(NEW));
    if (lasted.compareTo(LASTED) >= 0 && !isGone) {
      open();
    } else {
      later(why, lasted, isGone && !isLate ? this::connect : this::open);
    }
  }

  private synchronized void later(Status why, Duration lasted, Runnable next) {
    if (closed) {
      return;
    }
    var said =
        why.getCode() == Code.NOT_FOUND
            // It can be made again, or will be there in a moment.
            ? Status.UNAVAILABLE.withDescription("the doorbell subscription is not there")
            : why;
    var pause = outage.failed(said, lasted);
    background.schedule(next, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** To be called every few seconds: is there somebody at the other end, and the right one? */
  void tend(Instant now) {
    line.tend(now).ifPresent(this::silent);
    lookAgain(now);
    if (isOpen() && lookout.isDue(now)) {
      Futures.addCallback(
          subscription.holds(), lookout.answer(clock, this::lost), MoreExecutors.directExecutor());
    }
  }

  /** Nobody knows since when nothing was heard. */
  private synchronized void silent(Status why) {
    since = clock.instant();
    ended(why);
    since = clock.instant();
    lostAt = NEVER;
  }

  private synchronized void lookAgain(Instant now) {
    if (madeAt.equals(NEVER) || heardSinceMade || !isOpen()) {
      return;
    }
    var openedAt = now.minus(line.openFor(now));
    var isDue =
        SECOND_LOOKS.stream()
            .map(madeAt::plus)
            .anyMatch(look -> openedAt.isBefore(look) && !now.isBefore(look));
    if (isDue) {
      lostAt = hears(now) ? now : lostAt;
      line.open();
    }
  }

  private synchronized void lost() {
    line.close();
    var why = Status.UNAVAILABLE.withDescription("the doorbell was taken off its topic");
    outage.begin(why, clock.instant());
    lostAt = NEVER;
    later(why, Duration.ZERO, this::connect);
  }

  private synchronized boolean isOpen() {
    return line.isOpen();
  }

  /**
   * Whether it hears what is published now: a server is at the other end, and has been for long
   * enough to have sent what waited.
   */
  synchronized boolean hears(Instant now) {
    var heard = line.hearsSince();
    var goesOn = isInGap(heard.orElse(now));
    return (heard.isPresent() || goesOn)
        && !since.equals(NEVER)
        && hasCaughtUp(since, now)
        && (goesOn || hasCaughtUp(heard.orElseThrow(), now));
  }

  /** Whether a stream that is heard from {@code then} on follows another one without a hole. */
  private boolean isInGap(Instant then) {
    return !lostAt.equals(NEVER) && !then.isAfter(lostAt.plus(GAP));
  }

  private static boolean hasCaughtUp(Instant heard, Instant now) {
    return !now.isBefore(heard.plus(CAUGHT_UP));
  }

  /** Since when it has heard what is published, but for moments. */
  synchronized Instant hearsSince() {
    return line.hearsSince()
        .filter(heard -> !isInGap(heard))
        .map(heard -> Seconds.later(heard, since))
        .orElse(since);
  }

  /** Why it does not hear. */
  synchronized DoorbellFailure silence(Instant now) {
    return outage.silence(now);
  }

  @Override
  public synchronized void close() {
    closed = true;
    line.close();
  }

  /** Closes, and deletes the subscription until it is gone. */
  @CanIgnoreReturnValue
  ListenableFuture<?> closeAndDelete() {
    close();
    return subscription.deleteIfPossible();
  }
}
