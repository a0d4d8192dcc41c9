// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.transport.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** One subscription: takes messages in, leases them to consumers in turn, and forgets them. */
public final class SubscriptionQueue {
  private final SubscriptionHost host;
  private final Instant made;
  private final Filter filter;
  private final Backlog backlog;
  private final RetainedMessages acknowledged;
  private final ConsumerRing consumers = new ConsumerRing();
  private final Activity activity = new Activity();
  private volatile Subscription config;
  private volatile Transforms transforms;
  private Optional<LateSeek> lateSeek = Optional.empty();
  private Optional<ApiError> closed = Optional.empty();

  /**
   * @param number is part of its ack ids, so that they fit no other subscription
   */
  public SubscriptionQueue(long number, Subscription config, SubscriptionHost host, Instant made) {
    this.host = host;
    this.made = made;
    this.config = config;
    this.transforms = Transforms.parse(config.getMessageTransformsList());
    this.filter = FilterParser.parse(config.getFilter());
    this.backlog =
        new Backlog(
            number, config.getEnableMessageOrdering(), host.conditions().shuffle(), host.budget());
    this.acknowledged = new RetainedMessages(host.budget());
  }

  /** When it was created. */
  public Instant made() {
    return made;
  }

  public Subscription config() {
    return config;
  }

  public void configure(Subscription changed) {
    config = changed;
    transforms = Transforms.parse(changed.getMessageTransformsList());
    if (!config.getRetainAckedMessages()) {
      acknowledged.clear();
    }
  }

  public Activity activity() {
    return activity;
  }

  /** Takes the message, unless a filter or a transform drops it. */
  public void publish(Message message) {
    if (!config.getDetached()
        && filter.matches(message.content().getAttributesMap())
        && transforms.apply(message.content(), message.publishTime()).isPresent()) {
      activity.begin();
      backlog.add(message);
      host.deliverable(this);
    }
  }

  /** What a subscriber gets of a message, id and publish time aside. */
  public PubsubMessage transformed(Message message) {
    // Transforms may have been changed since it was taken in; then it goes out as it came.
    return transforms.apply(message.content(), message.publishTime()).orElse(message.content());
  }

  /** From now on the consumer takes part in deliveries, unless it comes too late for any. */
  public void join(Consumer consumer) {
    if (closed.isPresent()) {
      consumer.refuse(closed.get());
      host.served(consumer);
      return;
    }
    consumers.join(consumer);
    if (consumer.stays()) {
      host.observer().streamOpened(config.getName(), consumer.client(), made);
    }
    host.deliverable(this);
  }

  /** What it holds stays leased until it is acknowledged or expires. */
  public void leave(Consumer consumer) {
    consumers.leave(consumer);
  }

  /** Ends what is over, and hands waiting messages to the consumers in turn, one at a time. */
  public void deliver(Instant now) {
    settle(now);
    var ackDeadline = Duration.ofSeconds(config.getAckDeadlineSeconds());
    consumers
        .goRound(
            consumer -> {
              var lease = backlog.leaseNext(consumer, ackDeadline, now);
              if (lease.isPresent()) {
                delivered(lease.get(), now);
              }
              return lease.isPresent();
            })
        .forEach(host::served);
  }

  private void delivered(Lease lease, Instant now) {
    activity.send();
    host.observer()
        .delivered(
            new Delivery(
                config.getName(),
                lease.message().id(),
                lease.ackId().toString(),
                lease.client(),
                lease.attempt(),
                lease.message().publishTime(),
                now));
    if (host.conditions().comesTwice(config, lease.message().orderingKey())) {
      backlog.duplicate(lease);
    }
  }

  /** Whether this subscription could have given out the id. */
  public boolean knows(AckId id) {
    return backlog.knows(id);
  }

  /**
   * Forgets the message, if the lease, or an earlier one of a message that was delivered twice, is
   * current. Google says that a late acknowledgement "may succeed"; here it never does, which is
   * the harder case for a subscriber.
   *
   * @return whether it was current
   */
  public boolean acknowledge(AckId id, String client, Instant now) {
    settle(now);
    var lease = backlog.current(id).or(() -> backlog.twin(id));
    lease.ifPresent(
        current -> {
          activity.acknowledge();
          if (config.getRetainAckedMessages()) {
            acknowledged.add(current.message());
          }
          backlog.settle(current);
          host.deliverable(this);
        });
    host.observer().acknowledged(config.getName(), id.messageId(), client, now, lease.isPresent());
    return lease.isPresent();
  }

  /**
   * Makes the lease end {@code time} from now; zero gives the message back at once.
   *
   * @return whether the lease was current
   */
  public boolean modify(AckId id, Duration time, Instant now) {
    settle(now);
    var twin = backlog.twin(id);
    if (twin.isPresent()) {
      if (time.isZero()) {
        backlog.endTwin(twin.get());
        released(twin.get(), Release.NACKED, now);
      }
      return true;
    }
    var lease = backlog.current(id);
    lease.ifPresent(
        current -> {
          if (time.isZero()) {
            release(current, Release.NACKED, now);
          } else {
            backlog.extend(current, now.plus(time));
          }
        });
    return lease.isPresent();
  }

  private void settle(Instant now) {
    for (var due = backlog.expired(now); due.isPresent(); due = backlog.expired(now)) {
      activity.expire();
      release(due.get(), Release.EXPIRED, now);
    }
    if (backlog.resume(now)) {
      host.deliverable(this);
    }
    if (lateSeek.isPresent() && !now.isBefore(lateSeek.get().doneAt())) {
      backlog.forgetBefore(lateSeek.get().time());
      lateSeek = Optional.empty();
    }
    var limit = now.minus(Times.duration(config.getMessageRetentionDuration()));
    backlog.forgetBefore(limit);
    acknowledged.forgetBefore(limit);
  }

  private void release(Lease lease, Release how, Instant now) {
    backlog.release(lease).forEach(ended -> released(ended, how, now));
    if (forwardWhenExhausted(lease)) {
      backlog.drop(lease);
      activity.deadLetter();
    } else {
      backlog.retry(lease, Retries.delay(config, lease.attempt()), now);
    }
    host.deliverable(this);
  }

  private void released(Lease lease, Release how, Instant now) {
    host.observer().released(config.getName(), lease.message().id(), lease.client(), now, how);
  }

  private boolean forwardWhenExhausted(Lease lease) {
    var policy = config.getDeadLetterPolicy();
    return config.hasDeadLetterPolicy()
        && lease.attempt() >= policy.getMaxDeliveryAttempts()
        && host.forward(
            policy.getDeadLetterTopic(),
            DeadLetters.forwarded(lease.message(), config.getName(), lease.attempt()));
  }

  /**
   * Messages published at or after {@code time} have to be processed, older ones have not.
   *
   * @param lateness of older ones half may still come for so long
   */
  public void seek(Instant time, Instant now, Duration lateness) {
    var late = new LateSeek(time.isBefore(now) ? time : now, now.plus(lateness));
    var known = new TreeMap<Long, Message>();
    acknowledged.all().stream()
        .filter(message -> !message.publishTime().isBefore(time))
        .forEach(message -> known.put(message.sequence(), message));
    backlog.messages().stream()
        .filter(message -> !message.publishTime().isBefore(time) || late.stillBrings(message, now))
        .forEach(message -> known.put(message.sequence(), message));
    replace(known.values());
    lateSeek = Optional.of(late);
  }

  /** Exactly these messages, oldest first, have to be processed now. All leases end. */
  public void replace(Collection<Message> messages) {
    lateSeek = Optional.empty();
    if (config.getRetainAckedMessages()) {
      acknowledged.addAll(backlog.messages());
    }
    backlog.clear();
    messages.forEach(this::publish);
    host.deliverable(this);
  }

  /** Oldest first. */
  public List<Message> unacknowledged() {
    return backlog.messages();
  }

  /** Drops every message and sends every consumer away, also those that are still to come. */
  public void close(ApiError reason) {
    closed = Optional.of(reason);
    backlog.clear();
    acknowledged.clear();
    dismiss(consumer -> Optional.of(reason));
  }

  /** Sends the consumers away for which there is a reason. */
  public void dismiss(Function<Consumer, Optional<ApiError>> reason) {
    for (var consumer : consumers.dismiss(reason)) {
      if (consumer.stays()) {
        host.observer().streamEnded(config.getName(), consumer.client());
      }
      host.served(consumer);
    }
  }

  public long backlogBytes() {
    return backlog.bytes();
  }

  public SubscriptionView view(Instant now) {
    var age =
        backlog
            .oldestPublishTime()
            .map(published -> Duration.between(published, now))
            .orElse(Duration.ZERO);
    return new SubscriptionView(
        config.getName(), backlog.size(), backlog.leased(), age, backlog.heldBy());
  }
}
