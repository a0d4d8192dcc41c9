package dev.taskworkers.operator.arrivals.doorbell;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import dev.taskworkers.operator.arrivals.doorbell.counting.Delivery;
import dev.taskworkers.operator.arrivals.doorbell.counting.Sampling;
import dev.taskworkers.operator.arrivals.doorbell.counting.Sampling.Phase;
import dev.taskworkers.operator.arrivals.doorbell.counting.SecondCounts;
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

  /** A stream that has been open for so long has caught up. */
  private static final Duration CAUGHT_UP = Duration.ofSeconds(3);

  /** What is heard late until then is what came while nobody listened. */
  private static final Duration MAY_BE_BEHIND = Duration.ofSeconds(15);

  /** How often it is looked whether to listen or to rest, where it listens now and then. */
  private static final Duration BEAT = Duration.ofMillis(100);

  private final DoorbellSubscription subscription;
  private final Line line;
  private final Runnable onRing;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private final SecondCounts counts;
  private final Sampling sampling;
  private final Instant heardFrom;
  private final Outage outage;
  private final Lookout lookout;
  private boolean rewound;
  private boolean closed;

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
    line = new Line(pubsub, subscription.name(), this::heard, this::ended, clock);
    outage = new Outage(Status.UNAVAILABLE.withDescription("the doorbell is being set up"), now);
    lookout = new Lookout(now);
    heardFrom = now.minus(LOOK_BACK);
    counts = new SecondCounts(heardFrom, now);
    sampling = new Sampling(counts);
    connect();
  }

  /** Sees to the subscription, counts the last minutes once more, and listens. */
  private void connect() {
    then(
        subscription.prove(),
        isNew -> {
          var now = clock.instant();
          lookout.looked(now);
          if (isNew) {
            counts.forget(heardFrom, now, now);
            opened();
          } else if (isRewound()) {
            opened();
          } else {
            then(subscription.seek(heardFrom), sought -> opened());
          }
        });
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

  private synchronized boolean isRewound() {
    return rewound;
  }

  private synchronized void opened() {
    if (!closed) {
      rewound = true;
      line.open();
      sampling.opened();
    }
  }

  private void heard(Delivery delivery) {
    if (delivery.tasks().isEmpty()) {
      return;
    }
    var now = clock.instant();
    if (counted(delivery, now)) {
      background.schedule(this::beat, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }
    onRing.run();
  }

  /** Counts; whether it rests from now on. */
  private synchronized boolean counted(Delivery delivery, Instant now) {
    lookout.heard();
    for (var task : delivery.tasks()) {
      counts.count(task, now);
      sampling.heard(task, now);
    }
    var rests = hasCaughtUp(now) && sampling.begins(line.openFor(now), now);
    if (rests) {
      line.close();
    }
    return rests;
  }

  private boolean hasCaughtUp(Instant now) {
    return line.openFor(now).compareTo(CAUGHT_UP) >= 0;
  }

  /** Goes on to the next phase of sampling when one is over. */
  private void beat() {
    if (isToListen()) {
      then(
          subscription.seek(clock.instant()),
          sought -> {
            listenAgain();
            beatAgain();
          });
    } else {
      beatAgain();
    }
  }

  private void beatAgain() {
    if (goesOn()) {
      background.schedule(this::beat, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized boolean isToListen() {
    return !closed && sampling.phase() == Phase.REST && sampling.isOver(clock.instant());
  }

  private synchronized void listenAgain() {
    if (sampling.phase() == Phase.REST) {
      sampling.listen(clock.instant());
      opened();
    }
  }

  /** Ends a window; whether sampling goes on. */
  private synchronized boolean goesOn() {
    var now = clock.instant();
    if (!closed && sampling.phase() == Phase.WINDOW && sampling.isOver(now)) {
      if (sampling.goesOn(now)) {
        line.close();
        sampling.rest(now);
      } else {
        sampling.end(now);
      }
    }
    return !closed && sampling.phase() != Phase.ALWAYS;
  }

  private boolean samples() {
    return sampling.phase() != Phase.ALWAYS;
  }

  private synchronized void ended(Status why) {
    if (closed) {
      return;
    }
    var now = clock.instant();
    if (line.isOpen() || samples()) {
      outage.begin(now);
    }
    var lasted = line.openFor(now);
    sampling.end(now);
    line.close();
    var pause = outage.failed(why, lasted);
    background.schedule(this::connect, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** To be called every few seconds: is there somebody at the other end, and the right one? */
  void tend(Instant now) {
    line.tend(now).ifPresent(this::ended);
    if (isToVerify(now)) {
      Futures.addCallback(
          subscription.holds(), lookout.answer(clock, this::lost), MoreExecutors.directExecutor());
    }
  }

  private synchronized boolean isToVerify(Instant now) {
    return !closed && (line.isOpen() || samples()) && lookout.isDue(now);
  }

  private void lost() {
    ended(Status.UNAVAILABLE.withDescription("the doorbell was taken off its topic"));
  }

  /**
   * The counts, and whether they are complete up to now.
   *
   * @param from earlier ones are left out
   */
  synchronized Arrivals arrivals(Instant from, Instant now) {
    var listens = samples() || hasCaughtUp(now);
    return counts.snapshot(listens && !isBehind(now), from, now);
  }

  private boolean isBehind(Instant now) {
    return !samples()
        && line.openFor(now).compareTo(MAY_BE_BEHIND) >= 0
        && counts.lag(now).compareTo(SecondCounts.BEHIND) > 0;
  }

  synchronized Hearing hearing(Instant now) {
    if (samples()) {
      return new Hearing.Samples(sampling.estimates());
    }
    if (!line.isOpen()) {
      return new Hearing.Nothing(outage.silence(now));
    }
    return isBehind(now) ? new Hearing.Behind(counts.lag(now)) : new Hearing.Everything();
  }

  @Override
  public synchronized void close() {
    closed = true;
    line.close();
  }

  /** Closes and deletes the subscription, if Pub/Sub lets it; it would expire anyway. */
  void closeAndDelete() {
    close();
    subscription.deleteIfPossible();
  }
}
