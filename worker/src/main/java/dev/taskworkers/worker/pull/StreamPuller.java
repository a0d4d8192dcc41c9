// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import dev.taskworkers.runtime.Loop;
import dev.taskworkers.runtime.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Fetches tasks by a stream whose flow control is the free slots, and by single pulls where no
 * stream fits. Pub/Sub lets no limit be changed on an open stream, and counts every task of it
 * until that is acknowledged or comes due: where many are put off, or tasks are so short that more
 * of them are wanted than there are slots, streams would have to be replaced all the time. Belongs
 * to the loop.
 */
final class StreamPuller implements TaskSource, OpenStream.Listener {
  /** How long a stream may fall short: acknowledgements that are under way are no reason. */
  private static final Duration SHORT_FOR = Duration.ofSeconds(1);

  /** After one that was too small, the next is opened no sooner. */
  private static final Duration SINGLY_FOR = Duration.ofSeconds(60);

  private final Subscription subscription;
  private final int slots;
  private final Loop loop;
  private final PullBackoff recovery;
  private final ByteBudget budget;
  private final Listener listener;
  private final Puller single;

  private Optional<OpenStream> current = Optional.empty();
  private Optional<Moment> shortSince = Optional.empty();
  private Moment singlyUntil = Moment.BEFORE_ALL;

  StreamPuller(
      Subscription subscription,
      int slots,
      Loop loop,
      PullBackoff recovery,
      ByteBudget budget,
      Listener listener) {
    this.subscription = subscription;
    this.slots = slots;
    this.loop = loop;
    this.recovery = recovery;
    this.budget = budget;
    this.listener = listener;
    single = new Puller(subscription, loop, recovery, budget, listener);
  }

  @Override
  public void want(int most, boolean oneIsAwaited) {
    if (current.isPresent()) {
      check(current.get(), most);
      if (oneIsAwaited && budget.tasks(1) == 0) {
        // The tasks that wait for it may take all that the stream may hold.
        single.want(Math.min(most, 1), true);
      }
    } else if (!isWorthAStream(most)) {
      single.want(most, oneIsAwaited);
    } else if (!single.outstanding() && !recovery.waiting()) {
      open(most);
    }
  }

  /** One that is opened while most slots are taken could never fill them when they are free. */
  private boolean isWorthAStream(int most) {
    return most > 0
        && most <= slots
        && 2 * most >= slots
        && budget.isWorthAStream()
        && !loop.moment().isBefore(singlyUntil);
  }

  private void open(int most) {
    shortSince = Optional.empty();
    var stream = new OpenStream(most, budget.forStream(), recovery.acceptedAfter(), loop, this);
    current = Optional.of(stream);
    stream.openOn(subscription);
  }

  private void check(OpenStream stream, int most) {
    var now = loop.moment();
    if (stream.credit().exceeds(most)) {
      stream.finish();
    } else if (most > slots) {
      goOnSingly(stream, now);
    } else if (!isShort(stream.credit(), most)) {
      shortSince = Optional.empty();
    } else if (shortSince.isEmpty()) {
      shortSince = Optional.of(now);
      loop.after(SHORT_FOR, listener::pullingChanged);
    } else if (shortSince.get().until(now).compareTo(SHORT_FOR) >= 0) {
      goOnSingly(stream, now);
    }
  }

  /** The bytes that a stream may hold are those that were free when it was opened. */
  private boolean isShort(FlowControlWindow credit, int most) {
    return credit.isShortOf(most, slots)
        || (!credit.hasRoomForBytes() && budget.tasks(Math.min(most, 1)) > 0);
  }

  private void goOnSingly(OpenStream stream, Moment now) {
    if (!stream.ending()) {
      singlyUntil = now.plus(SINGLY_FOR);
      stream.finish();
    }
  }

  /** A stream keeps the limit that it was opened with. */
  @Override
  public void endStream() {
    current.ifPresent(OpenStream::finish);
  }

  @Override
  public boolean outstanding() {
    return current.isPresent() || single.outstanding();
  }

  @Override
  public boolean asking() {
    var streaming = current.filter(OpenStream::asking).isPresent() && budget.tasks(1) > 0;
    return streaming || single.asking();
  }

  @Override
  public Optional<String> problem() {
    return recovery.problem();
  }

  @Override
  public void reached() {
    if (current.isEmpty()) {
      single.reached();
    }
  }

  /**
   * It is ended in order now, though it may have no room: each task that ends would make some, and
   * bring the next. It is cut when the server does not end it.
   */
  @Override
  public void letEnd() {
    endStream();
    loop.after(PATIENCE, () -> current.ifPresent(OpenStream::cut));
    single.letEnd();
  }

  @Override
  public void cancel() {
    current.ifPresent(OpenStream::cut);
    single.cancel();
  }

  @Override
  public void accepted() {
    recovery.accepted();
    listener.pullingChanged();
  }

  @Override
  public void heard() {
    recovery.heard();
    listener.pullingChanged();
  }

  /** A stream goes on: one task that takes its last room says nothing of others behind it. */
  @Override
  public void pulled(int asked, List<Delivery> deliveries, FlowControlWindow credit) {
    var bytes = budget.arrived(deliveries, false);
    listener.pulled(Math.max(asked, 2), deliveries, task -> credit.place(task, bytes.apply(task)));
  }

  @Override
  public void over(Optional<SubscriptionException> failure, Duration served) {
    current = Optional.empty();
    failure.ifPresent(why -> recovery.failed(why, served));
    listener.pullingChanged();
  }
}
