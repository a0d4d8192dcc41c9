package dev.taskworkers.operator.arrivals.doorbell;

import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import dev.taskworkers.operator.arrivals.doorbell.Sampling.Phase;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Listens on one doorbell subscription for as long as it is open, and counts. What was published
 * while it could not listen is delivered when it can again, and counted by its publish time. Where
 * very much is published it listens now and then, and skips what came between.
 */
public final class Doorbell implements AutoCloseable {
  /** A new leader counts again from here: the oldest sample that is still a fix. */
  private static final Duration LOOK_BACK = Duration.ofMinutes(6);

  /** A stream that has been open for so long has caught up. */
  private static final Duration CAUGHT_UP = Duration.ofSeconds(3);

  /** How often it is looked whether to listen or to rest, where it listens now and then. */
  private static final Duration BEAT = Duration.ofMillis(100);

  private final DoorbellSubscription subscription;
  private final SubscriberStub pubsub;
  private final Runnable onRing;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private final SecondCounts counts;
  private final Sampling sampling;
  private final Instant heardFrom;
  private final Outage outage;
  private Optional<DoorbellStream> stream = Optional.empty();
  private Instant openSince = Instant.MAX;
  private boolean rewound;
  private boolean closed;

  /**
   * Begins to listen.
   *
   * @param onRing runs at each task, on a thread of the network
   */
  public Doorbell(
      DoorbellSubscription subscription,
      SubscriberStub pubsub,
      Runnable onRing,
      ScheduledExecutorService background,
      Clock clock) {
    this.subscription = subscription;
    this.pubsub = pubsub;
    this.onRing = onRing;
    this.background = background;
    this.clock = clock;
    var now = clock.instant();
    outage = new Outage(Status.UNAVAILABLE.withDescription("the doorbell is being set up"), now);
    heardFrom = now.minus(LOOK_BACK);
    counts = new SecondCounts(heardFrom, now);
    sampling = new Sampling(counts);
    background.execute(this::connect);
  }

  /** Creates the subscription, counts the last minutes once more, and listens. */
  private void connect() {
    try {
      if (subscription.create()) {
        counts.forget(heardFrom, clock.instant());
      } else if (!isRewound()) {
        subscription.seek(heardFrom);
      }
      opened();
    } catch (StatusRuntimeException e) {
      ended(e.getStatus());
    }
  }

  private synchronized boolean isRewound() {
    return rewound;
  }

  private synchronized void opened() {
    if (closed) {
      return;
    }
    rewound = true;
    openSince = clock.instant();
    stream =
        Optional.of(DoorbellStream.open(pubsub, subscription.name(), this::heard, this::ended));
  }

  private void heard(Instant publishTime) {
    var now = clock.instant();
    counts.count(publishTime, now);
    onRing.run();
    if (restsFrom(now)) {
      background.schedule(this::beat, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized boolean restsFrom(Instant now) {
    var rests = stream.isPresent() && isListening(now) && sampling.begins(now);
    if (rests) {
      stopListening();
    }
    return rests;
  }

  private void stopListening() {
    stream.ifPresent(DoorbellStream::close);
    stream = Optional.empty();
  }

  /** Goes on to the next phase of sampling when one is over. */
  private void beat() {
    try {
      if (isToListen()) {
        subscription.seek(clock.instant());
        listenAgain();
      }
    } catch (StatusRuntimeException e) {
      ended(e.getStatus());
    }
    if (goesOn()) {
      background.schedule(this::beat, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized boolean isToListen() {
    return !closed && sampling.phase() == Phase.REST && sampling.isOver(clock.instant());
  }

  private synchronized void listenAgain() {
    sampling.listen(clock.instant());
    opened();
  }

  /** Ends a window; whether sampling goes on. */
  private synchronized boolean goesOn() {
    var now = clock.instant();
    if (!closed && sampling.phase() == Phase.WINDOW && sampling.isOver(now)) {
      if (sampling.goesOn()) {
        stopListening();
        sampling.rest(now);
      } else {
        sampling.end(now);
      }
    }
    return !closed && sampling.phase() != Phase.ALWAYS;
  }

  /** Whether it listens now and then only. */
  public synchronized boolean samples() {
    return sampling.phase() != Phase.ALWAYS;
  }

  private synchronized void ended(Status why) {
    if (closed) {
      return;
    }
    var now = clock.instant();
    if (stream.isPresent() || samples()) {
      outage.begin(now);
    }
    var lasted = stream.map(open -> Duration.between(openSince, now)).orElse(Duration.ZERO);
    sampling.end(now);
    stream = Optional.empty();
    openSince = Instant.MAX;
    var pause = outage.failed(why, lasted);
    background.schedule(this::connect, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The counts, and whether they are complete up to now. */
  public synchronized Arrivals arrivals(Instant now) {
    return counts.snapshot(isListening(now), now);
  }

  synchronized boolean isListening(Instant now) {
    return samples() || (stream.isPresent() && !openSince.plus(CAUGHT_UP).isAfter(now));
  }

  /** Empty while it listens. */
  public synchronized Optional<Silence> silence(Instant now) {
    return stream.isPresent() || samples() ? Optional.empty() : Optional.of(outage.silence(now));
  }

  /** Whether it belongs to a subscription with this topic and filter. */
  public boolean isOn(String topic, String filter) {
    return subscription.isOn(topic, filter);
  }

  @Override
  public synchronized void close() {
    closed = true;
    stream.ifPresent(DoorbellStream::close);
  }

  /** Closes and deletes the subscription, if Pub/Sub lets it; it would expire anyway. */
  public void closeAndDelete() {
    close();
    background.execute(
        () -> {
          try {
            subscription.delete();
          } catch (StatusRuntimeException e) {
            // Best effort: the subscription expires by itself after a day.
          }
        });
  }
}
