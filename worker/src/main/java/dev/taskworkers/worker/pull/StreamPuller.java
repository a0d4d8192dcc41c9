package dev.taskworkers.worker.pull;

import dev.taskworkers.worker.time.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Fetches tasks by a stream whose flow control is the free slots. Pub/Sub lets no limit be changed
 * on an open stream, so the stream is replaced when the limit no longer fits: when it allows more
 * than there is room for, and when a noticeable part of it is taken by tasks that were put off, or
 * lacks what earlier streams held. Belongs to the loop.
 */
public final class StreamPuller implements Intake, OpenStream.Listener {
  private final Subscription subscription;
  private final int slots;
  private final Loop loop;
  private final Listener listener;
  private final Recovery recovery;

  private Optional<OpenStream> current = Optional.empty();

  public StreamPuller(
      Subscription subscription, int slots, Loop loop, DoubleSupplier random, Listener listener) {
    this.subscription = subscription;
    this.slots = slots;
    this.loop = loop;
    this.listener = listener;
    recovery = new Recovery(loop, random, listener::pullingChanged);
  }

  @Override
  public void want(int most) {
    if (current.isPresent()) {
      var stream = current.get();
      if (!stream.credit().fits(most, slots)) {
        stream.finish();
      }
    } else if (most > 0 && !recovery.waiting()) {
      var stream = new OpenStream(most, loop, this);
      current = Optional.of(stream);
      stream.openOn(subscription);
    }
  }

  /** A stream keeps the limit that it was opened with. */
  @Override
  public void renew() {
    current.ifPresent(OpenStream::finish);
  }

  @Override
  public boolean outstanding() {
    return current.isPresent();
  }

  @Override
  public boolean asking() {
    return current.filter(stream -> stream.credit().room() > 0 && !stream.ending()).isPresent();
  }

  @Override
  public Optional<String> problem() {
    return recovery.problem();
  }

  /** It ends in order when nothing is wanted, and is cut when the server does not end it. */
  @Override
  public void letEnd() {
    loop.after(PATIENCE, this::cancel);
  }

  @Override
  public void cancel() {
    current.ifPresent(OpenStream::cut);
  }

  @Override
  public Duration firstLease() {
    return OpenStream.LEASE;
  }

  @Override
  public void ended(String ackId) {
    current.ifPresent(stream -> stream.credit().ended(ackId));
  }

  @Override
  public void postponed(String ackId) {
    current.ifPresent(stream -> stream.credit().postponed(ackId));
  }

  @Override
  public void accepted() {
    recovery.accepted();
    listener.pullingChanged();
  }

  @Override
  public void pulled(int asked, List<Delivery> deliveries) {
    listener.pulled(asked, deliveries);
  }

  @Override
  public void over(Optional<SubscriptionException> failure) {
    current = Optional.empty();
    failure.ifPresent(recovery::failed);
    listener.pullingChanged();
  }
}
