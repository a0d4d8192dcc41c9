package dev.taskworkers.worker.pull;

import dev.taskworkers.worker.time.Cancellable;
import dev.taskworkers.worker.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;

/**
 * Fetches tasks by a stream whose flow control is the free slots. Pub/Sub lets no limit be changed
 * on an open stream, so the stream is replaced when the limit no longer fits: when it allows more
 * than there is room for, and when a noticeable part of it is taken by tasks that were put off, or
 * lacks what earlier streams held. Belongs to the loop.
 */
public final class StreamPuller implements Intake {
  /** The leases that the server gives; it renews nothing by itself. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** How long the server may take to end a stream in order. */
  private static final Duration ENDING_PATIENCE = Duration.ofSeconds(2);

  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration PING_AFTER_SILENCE = Duration.ofSeconds(10);

  /** As Google's client: a server that does not answer a ping for so long is not there. */
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(15);

  /** A stream is replaced when this part of the slots, or more, can't be filled by it. */
  private static final int NOTICEABLE = 8;

  private final Subscription subscription;
  private final int slots;
  private final Timer timer;
  private final Executor loop;
  private final Listener listener;
  private final Recovery recovery;

  private Optional<Stream> current = Optional.empty();
  private int wanted;

  public StreamPuller(
      Subscription subscription,
      int slots,
      Timer timer,
      Executor loop,
      DoubleSupplier random,
      Listener listener) {
    this.subscription = subscription;
    this.slots = slots;
    this.timer = timer;
    this.loop = loop;
    this.listener = listener;
    recovery = new Recovery(timer, random, listener::pullingChanged);
  }

  @Override
  public void want(int most) {
    wanted = most;
    if (current.isPresent()) {
      current.get().fit();
    } else if (wanted > 0 && !recovery.waiting()) {
      current = Optional.of(new Stream(wanted));
      current.get().open();
    }
  }

  @Override
  public boolean outstanding() {
    return current.isPresent();
  }

  @Override
  public boolean asking() {
    return current.filter(stream -> stream.room() > 0 && !stream.ending).isPresent();
  }

  @Override
  public Optional<String> problem() {
    return recovery.problem();
  }

  @Override
  public void cancel() {
    current.ifPresent(Stream::cut);
  }

  @Override
  public Duration firstLease() {
    return LEASE;
  }

  @Override
  public void ended(String ackId) {
    current.ifPresent(stream -> stream.forget(ackId));
  }

  @Override
  public void postponed(String ackId) {
    current.ifPresent(stream -> stream.postpone(ackId));
  }

  /** One stream, from its opening to its end. */
  private final class Stream implements TaskStream.Events {
    private final int limit;
    private final Set<String> counted = new HashSet<>();
    private int postponed;
    private int endedElsewhere;
    private boolean ending;
    private boolean accepted;
    private boolean pinged;
    private Instant heardAt = timer.now();
    private TaskStream stream;
    private Cancellable look = () -> {};

    Stream(int limit) {
      this.limit = limit;
    }

    void open() {
      stream = subscription.stream(limit, LEASE, this);
      ping();
      timer.after(Recovery.ACCEPTED_AFTER, this::accept);
      look = timer.after(LOOK, this::look);
    }

    int room() {
      return limit - counted.size();
    }

    void fit() {
      // What was put off makes room again by itself, when its time has come.
      var tooLarge = room() + postponed > wanted;
      var missing = postponed + endedElsewhere;
      var tooSmall = missing > 0 && missing * NOTICEABLE >= slots && wanted > room();
      if (!ending && (tooLarge || tooSmall)) {
        ending = true;
        stream.finish();
        timer.after(ENDING_PATIENCE, this::cut);
      }
    }

    void forget(String ackId) {
      if (!counted.remove(ackId)) {
        endedElsewhere++;
      }
    }

    void postpone(String ackId) {
      if (counted.contains(ackId)) {
        postponed++;
      } else {
        endedElsewhere++;
      }
    }

    void cut() {
      if (isCurrent()) {
        stream.cancel();
      }
    }

    @Override
    public void arrived(List<Delivery> deliveries) {
      loop.execute(
          () -> {
            var asked = room();
            pinged = false;
            heardAt = timer.now();
            deliveries.forEach(delivery -> counted.add(delivery.ackId()));
            accept();
            if (asked > 0 || !deliveries.isEmpty()) {
              listener.pulled(asked, deliveries);
            }
          });
    }

    @Override
    public void ended(Optional<SubscriptionException> reason) {
      loop.execute(() -> over(reason));
    }

    private void over(Optional<SubscriptionException> reason) {
      if (!isCurrent()) {
        return;
      }
      look.cancel();
      current = Optional.empty();
      // Servers end streams now and then; only one that never served, or a refusal, is a failure.
      var routine = ending || (accepted && reason.map(SubscriptionException::passing).orElse(true));
      if (!routine) {
        recovery.failed(
            reason.orElseGet(
                () -> new SubscriptionException("The stream was ended at once.", true, null)));
      }
      listener.pullingChanged();
    }

    private void accept() {
      if (isCurrent() && !accepted) {
        accepted = true;
        recovery.accepted();
        listener.pullingChanged();
      }
    }

    private void look() {
      var silence = Duration.between(heardAt, timer.now());
      if (pinged && silence.compareTo(ANSWER_PATIENCE) >= 0) {
        cut();
        return;
      }
      if (!pinged && silence.compareTo(PING_AFTER_SILENCE) >= 0) {
        ping();
      }
      look = timer.after(LOOK, this::look);
    }

    private void ping() {
      pinged = true;
      stream.ping();
    }

    private boolean isCurrent() {
      return current.filter(stream -> stream == this).isPresent();
    }
  }
}
