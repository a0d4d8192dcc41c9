package dev.taskworkers.operator.arrivals.doorbell;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import dev.taskworkers.operator.arrivals.doorbell.counting.Delivery;
import dev.taskworkers.operator.arrivals.doorbell.stream.Line;
import dev.taskworkers.operator.arrivals.doorbell.subscription.DoorbellSubscription;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Listens on one doorbell subscription for as long as it is open, and counts. What was published
 * while it could not listen is delivered when it can again, and counted by its publish time. Where
 * very much is published it listens now and then, and skips what came between.
 */
final class Doorbell implements AutoCloseable {
  /** A new leader counts again from here: the oldest sample that is still a fix. */
  private static final Duration LOOK_BACK = Duration.ofMinutes(6);

  /** How often it is looked whether to listen or to rest, where it listens now and then. */
  private static final Duration BEAT = Duration.ofMillis(100);

  private final DoorbellSubscription subscription;
  private final Line line;
  private final Runnable onRing;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private final Listening listening;
  private final Instant heardFrom;
  private final Outage outage;
  private final Lookout lookout;
  private volatile boolean deleted;
  private boolean rewound;

  /**
   * Begins to listen.
   *
   * @param onRing runs when tasks come, on a thread of the network
   */
  Doorbell(
      DoorbellSubscription subscription,
      SubscriberStub pubsub,
      Runnable onRing,
      ScheduledExecutorService background,
      Clock clock) {
    this.subscription = subscription;
    this.onRing = onRing;
    this.background = background;
    this.clock = clock;
    var now = clock.instant();
    heardFrom = now.minus(LOOK_BACK);
    line = new Line(pubsub, subscription.name(), this::heard, this::ended, clock);
    listening = new Listening(line, heardFrom, now);
    outage = new Outage(Status.UNAVAILABLE.withDescription("the doorbell is being set up"), now);
    lookout = new Lookout(now);
    connect();
  }

  /** Sees to the subscription, counts the last minutes once more, and listens. */
  private void connect() {
    then(subscription.prove(), this::proven);
  }

  private void proven(boolean isNew) {
    var now = clock.instant();
    lookout.looked(now);
    if (deleted) {
      // It was made while it was taken down.
      subscription.deleteIfPossible();
    } else if (isNew) {
      listening.missed(heardFrom, now);
      begin();
    } else if (isRewound()) {
      begin();
    } else {
      then(subscription.seek(heardFrom), sought -> begin());
    }
  }

  private synchronized boolean isRewound() {
    return rewound;
  }

  private void begin() {
    synchronized (this) {
      rewound = true;
    }
    listening.begin();
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
            ended(Status.fromThrowable(why));
          }
        },
        MoreExecutors.directExecutor());
  }

  private void heard(Delivery delivery) {
    if (delivery.tasks().isEmpty()) {
      return;
    }
    lookout.heard();
    if (listening.heard(delivery, clock.instant())) {
      background.schedule(this::beat, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }
    onRing.run();
  }

  /** Goes on to the next phase of sampling when one is over. */
  private void beat() {
    if (listening.isToListen(clock.instant())) {
      then(
          subscription.seek(clock.instant()),
          sought -> {
            listening.beginWindow(clock.instant());
            beatAgain();
          });
    } else {
      beatAgain();
    }
  }

  private void beatAgain() {
    if (listening.samplingGoesOn(clock.instant())) {
      background.schedule(this::beat, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void ended(Status why) {
    var now = clock.instant();
    listening
        .end(now)
        .ifPresent(
            end -> {
              if (end.listened()) {
                outage.begin(now);
              }
              var pause = outage.failed(why, end.lasted());
              background.schedule(this::connect, pause.toMillis(), TimeUnit.MILLISECONDS);
            });
  }

  /** To be called every few seconds: is there somebody at the other end, and the right one? */
  void tend(Instant now) {
    line.tend(now).ifPresent(this::ended);
    if (listening.isActive() && lookout.isDue(now)) {
      Futures.addCallback(
          subscription.holds(), lookout.answer(clock, this::lost), MoreExecutors.directExecutor());
    }
  }

  private void lost() {
    ended(Status.UNAVAILABLE.withDescription("the doorbell was taken off its topic"));
  }

  /**
   * The counts, and whether they are complete up to now.
   *
   * @param from earlier ones are left out
   */
  Arrivals arrivals(Instant from, Instant now) {
    return listening.arrivals(from, now);
  }

  synchronized Hearing hearing(Instant now) {
    return listening.hearing(now).orElseGet(() -> new Hearing.Nothing(outage.silence(now)));
  }

  @Override
  public void close() {
    listening.close();
  }

  /** Closes and deletes the subscription, if Pub/Sub lets it; it would expire anyway. */
  void closeAndDelete() {
    deleted = true;
    close();
    subscription.deleteIfPossible();
  }
}
