// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The unacknowledged messages of one subscription, each waiting, leased or backing off. */
final class Backlog {
  private final long subscription;
  private final boolean ordered;
  private final Shuffle shuffle;
  private final AgeList all;
  private final Leases leases = new Leases();
  private final Backoffs backoffs = new Backoffs();
  private Waiting waiting;
  private long lastLease;

  /**
   * @param subscription the number that its ack ids carry
   * @param ordered whether ordering keys count
   * @param shuffle of messages without one
   */
  public Backlog(long subscription, boolean ordered, Shuffle shuffle, Budget budget) {
    this.subscription = subscription;
    this.ordered = ordered;
    this.shuffle = shuffle;
    this.all = new AgeList(budget);
    this.waiting = newWaiting();
  }

  private Waiting newWaiting() {
    return ordered ? new KeyOrder(shuffle) : new AnyOrder(shuffle);
  }

  public void add(Message message) {
    waiting.add(all.append(message));
  }

  /** Leases the next message that {@code consumer} may have. */
  public Optional<Lease> leaseNext(Consumer consumer, Duration ackDeadline, Instant now) {
    var entry = waiting.poll(consumer);
    return entry.isEmpty()
        ? Optional.empty()
        : Optional.of(lease(entry.get(), consumer, ackDeadline, now));
  }

  private Lease lease(Unacked entry, Consumer consumer, Duration ackDeadline, Instant now) {
    var ackId = new AckId(subscription, entry.message.sequence(), ++lastLease);
    var lease = new Lease(entry, ackId, consumer, now.plus(consumer.leaseTime(ackDeadline)));
    leases.add(lease);
    waiting.leased(lease);
    consumer.take(lease);
    return lease;
  }

  /** Whether this backlog could have given out the id. */
  public boolean knows(AckId id) {
    return id.subscription() == subscription && id.lease() <= lastLease;
  }

  /** The lease that this id names, unless it has ended. */
  public Optional<Lease> current(AckId id) {
    return leases.current(id);
  }

  /** The earlier lease that this id names, of a message that was delivered once more. */
  public Optional<Lease> twin(AckId id) {
    return leases.twin(id);
  }

  /** The message waits to be delivered once more while the lease goes on; but only once. */
  public void duplicate(Lease lease) {
    if (!leases.hasTwin(lease)) {
      leases.duplicate(lease);
      lease.entry.state = Unacked.State.WAITING;
      waiting.restore(lease.entry);
    }
  }

  /** An earlier lease ends without an acknowledgement; the message goes its way without it. */
  public void endTwin(Lease twin) {
    leases.endTwin(twin);
  }

  /** The next lease whose deadline has come. */
  public Optional<Lease> expired(Instant now) {
    return leases.expired(now);
  }

  public void extend(Lease lease, Instant deadline) {
    leases.extend(lease, deadline);
  }

  /** Acknowledged, by its lease or an earlier one: the message is forgotten. */
  public void settle(Lease lease) {
    forget(lease.entry);
  }

  private void forget(Unacked entry) {
    leases
        .of(entry)
        .ifPresentOrElse(
            lease -> {
              leases.end(lease);
              all.remove(entry);
              waiting.settled(lease);
            },
            () -> {
              all.remove(entry);
              waiting.dropped(entry);
            });
    leases.endTwins(entry);
  }

  /**
   * The lease, and those of later messages of its key, end without an acknowledgement. The message
   * has to be dropped or retried next.
   *
   * @return all leases that ended, oldest first
   */
  public List<Lease> release(Lease lease) {
    var ended = new ArrayList<>(List.of(lease));
    ended.addAll(waiting.revoked(lease));
    ended.forEach(leases::end);
    lease.entry.failures++;
    return ended;
  }

  /** After {@link #release}: the message waits again, after {@code delay}. */
  public void retry(Lease released, Duration delay, Instant now) {
    if (delay.isZero()) {
      released.entry.state = Unacked.State.WAITING;
      waiting.restore(released.entry);
    } else {
      backoffs.add(released.entry, now.plus(delay));
    }
  }

  /** After {@link #release}: the message is forgotten. */
  public void drop(Lease released) {
    forget(released.entry);
  }

  /**
   * Lets messages whose back-off is over wait again.
   *
   * @return whether there were any
   */
  public boolean resume(Instant now) {
    var resumed = false;
    for (var over = backoffs.over(now); over.isPresent(); over = backoffs.over(now)) {
      waiting.restore(over.get());
      resumed = true;
    }
    return resumed;
  }

  /** Forgets what was published before {@code limit}, leased or not. */
  public void forgetBefore(Instant limit) {
    for (var oldest = olderThan(limit); oldest.isPresent(); oldest = olderThan(limit)) {
      forget(oldest.get());
    }
  }

  private Optional<Unacked> olderThan(Instant limit) {
    var oldest = all.oldest();
    return oldest.isPresent() && oldest.get().message.publishTime().isBefore(limit)
        ? oldest
        : Optional.empty();
  }

  /** Forgets everything and ends all leases. */
  public void clear() {
    leases.endAll();
    backoffs.clear();
    all.clear();
    waiting = newWaiting();
  }

  /** Oldest first. */
  public List<Message> messages() {
    var messages = new ArrayList<Message>();
    all.forEach(entry -> messages.add(entry.message));
    return messages;
  }

  public Optional<Instant> oldestPublishTime() {
    return all.oldest().map(entry -> entry.message.publishTime());
  }

  public long size() {
    return all.size();
  }

  public long bytes() {
    return all.bytes();
  }

  public int leased() {
    return leases.size();
  }

  /** Leased messages by client name. */
  public Map<String, Integer> heldBy() {
    return leases.byClient();
  }
}
