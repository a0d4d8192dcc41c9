package dev.taskworkers.lab.cloud.pubsub.delivery;

import com.google.pubsub.v1.Subscription;
import dev.taskworkers.lab.cloud.Delivery;
import dev.taskworkers.lab.cloud.Release;
import dev.taskworkers.lab.cloud.SubscriptionView;
import dev.taskworkers.lab.cloud.pubsub.filter.Filter;
import dev.taskworkers.lab.cloud.pubsub.filter.FilterParser;
import dev.taskworkers.lab.cloud.pubsub.message.AckId;
import dev.taskworkers.lab.cloud.pubsub.message.Activity;
import dev.taskworkers.lab.cloud.pubsub.message.DeadLetters;
import dev.taskworkers.lab.cloud.pubsub.message.Message;
import dev.taskworkers.lab.cloud.pubsub.message.RetainedMessages;
import dev.taskworkers.lab.cloud.pubsub.message.Times;
import dev.taskworkers.lab.cloud.transport.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** One subscription: takes messages in, leases them to consumers in turn, and forgets them. */
public final class SubscriptionQueue {
  private final long number;
  private final Surroundings surroundings;
  private final Backlog backlog;
  private final RetainedMessages acknowledged;
  private final Leases leases = new Leases();
  private final Backoffs backoffs = new Backoffs();
  private final Activity activity = new Activity();
  private final Deque<Consumer> consumers = new ArrayDeque<>();
  private final Filter filter;
  private Waiting waiting;
  private volatile Subscription config;
  private long lastLease;

  public SubscriptionQueue(long number, Subscription config, Surroundings surroundings) {
    this.number = number;
    this.surroundings = surroundings;
    this.config = config;
    this.filter = FilterParser.parse(config.getFilter());
    this.backlog = new Backlog(surroundings.budget());
    this.acknowledged = new RetainedMessages(surroundings.budget());
    this.waiting = newWaiting();
  }

  private Waiting newWaiting() {
    return config.getEnableMessageOrdering() ? new KeyOrder() : new AnyOrder();
  }

  public Subscription config() {
    return config;
  }

  public void configure(Subscription changed) {
    config = changed;
    if (!config.getRetainAckedMessages()) {
      acknowledged.clear();
    }
  }

  public Activity activity() {
    return activity;
  }

  public void publish(Message message) {
    if (!config.getDetached() && filter.matches(message.content().getAttributesMap())) {
      activity.begin();
      waiting.add(backlog.append(message));
      surroundings.stirred(this);
    }
  }

  /** From now on the consumer takes part in deliveries. */
  public void join(Consumer consumer) {
    consumers.addLast(consumer);
    surroundings.stirred(this);
  }

  /** What it holds stays leased until it is acknowledged or expires. */
  public void leave(Consumer consumer) {
    consumers.remove(consumer);
  }

  /** Ends what is over, and hands waiting messages to the consumers in turn, one at a time. */
  public void deliver(Instant now) {
    settle(now);
    var served = new LinkedHashSet<Consumer>();
    for (var unable = 0; unable < consumers.size(); ) {
      var consumer = consumers.removeFirst();
      consumers.addLast(consumer);
      if (consumer.hasRoom() && leaseNext(consumer, now)) {
        served.add(consumer);
        unable = 0;
      } else {
        unable++;
      }
    }
    served.forEach(
        consumer -> {
          surroundings.served(consumer);
          if (!consumer.stays()) {
            leave(consumer);
          }
        });
  }

  private boolean leaseNext(Consumer consumer, Instant now) {
    var next = waiting.poll(consumer);
    next.ifPresent(entry -> lease(entry, consumer, now));
    return next.isPresent();
  }

  private void lease(Unacked entry, Consumer consumer, Instant now) {
    var ackId = new AckId(number, entry.message.sequence(), ++lastLease);
    var time = consumer.leaseTime(Duration.ofSeconds(config.getAckDeadlineSeconds()));
    var lease = new Lease(entry, ackId, consumer, now.plus(time));
    leases.add(lease);
    waiting.leased(lease);
    consumer.take(lease);
    activity.send();
    surroundings
        .observer()
        .delivered(
            new Delivery(
                config.getName(),
                entry.message.id(),
                ackId.toString(),
                consumer.client(),
                lease.attempt(),
                entry.message.publishTime(),
                now));
  }

  /** Whether this subscription could have given out the id. */
  public boolean knows(AckId id) {
    return id.subscription() == number && id.lease() <= lastLease;
  }

  /**
   * Forgets the message, if the lease is current. Google says that a late acknowledgement "may
   * succeed"; here it never does, which is the harder case for a subscriber.
   *
   * @return whether it was current
   */
  public boolean acknowledge(AckId id, String client, Instant now) {
    settle(now);
    var lease = leases.current(id);
    lease.ifPresent(
        current -> {
          activity.acknowledge();
          settleFor(current);
        });
    surroundings
        .observer()
        .acknowledged(config.getName(), id.messageId(), client, now, lease.isPresent());
    return lease.isPresent();
  }

  private void settleFor(Lease lease) {
    if (config.getRetainAckedMessages()) {
      acknowledged.add(lease.message());
    }
    leases.end(lease);
    backlog.remove(lease.entry);
    waiting.settled(lease);
    surroundings.stirred(this);
  }

  /**
   * Makes the lease end {@code time} from now; zero gives the message back at once.
   *
   * @return whether the lease was current
   */
  public boolean modify(AckId id, Duration time, Instant now) {
    settle(now);
    var lease = leases.current(id);
    lease.ifPresent(
        current -> {
          if (time.isZero()) {
            release(current, Release.NACKED, now);
          } else {
            leases.extend(current, now.plus(time));
          }
        });
    return lease.isPresent();
  }

  private void settle(Instant now) {
    for (var due = leases.expired(now); due.isPresent(); due = leases.expired(now)) {
      activity.expire();
      release(due.get(), Release.EXPIRED, now);
    }
    for (var over = backoffs.over(now); over.isPresent(); over = backoffs.over(now)) {
      waiting.restore(over.get());
      surroundings.stirred(this);
    }
    forgetBefore(now.minus(Times.duration(config.getMessageRetentionDuration())));
  }

  private void release(Lease lease, Release how, Instant now) {
    var later = waiting.revoked(lease);
    end(lease, how, now);
    later.forEach(each -> end(each, how, now));
    var entry = lease.entry;
    entry.failures++;
    if (forwardWhenExhausted(entry)) {
      drop(entry);
      activity.deadLetter();
    } else {
      retry(entry, now);
    }
    surroundings.stirred(this);
  }

  private void end(Lease lease, Release how, Instant now) {
    leases.end(lease);
    surroundings
        .observer()
        .released(config.getName(), lease.message().id(), lease.holder.client(), now, how);
  }

  private boolean forwardWhenExhausted(Unacked entry) {
    var policy = config.getDeadLetterPolicy();
    return config.hasDeadLetterPolicy()
        && entry.failures >= policy.getMaxDeliveryAttempts()
        && surroundings.forward(
            policy.getDeadLetterTopic(),
            DeadLetters.forwarded(entry.message, config.getName(), entry.failures));
  }

  private void retry(Unacked entry, Instant now) {
    var delay =
        config.hasRetryPolicy()
            ? Backoffs.delay(config.getRetryPolicy(), entry.failures)
            : Duration.ZERO;
    if (delay.isZero()) {
      entry.state = Unacked.State.WAITING;
      waiting.restore(entry);
    } else {
      backoffs.add(entry, now.plus(delay));
    }
  }

  private void forgetBefore(Instant limit) {
    for (var oldest = backlog.oldest();
        oldest.isPresent() && oldest.get().message.publishTime().isBefore(limit);
        oldest = backlog.oldest()) {
      var entry = oldest.get();
      leases
          .of(entry)
          .ifPresent(
              lease -> {
                leases.end(lease);
                waiting.settled(lease);
              });
      drop(entry);
    }
    acknowledged.forgetBefore(limit);
  }

  private void drop(Unacked entry) {
    backlog.remove(entry);
    waiting.dropped(entry);
  }

  /** Messages published at or after {@code time} have to be processed, older ones have not. */
  public void seek(Instant time) {
    var known = new TreeMap<Long, Message>();
    acknowledged.all().forEach(message -> known.put(message.sequence(), message));
    unacknowledged().forEach(message -> known.put(message.sequence(), message));
    replace(
        known.values().stream().filter(message -> !message.publishTime().isBefore(time)).toList());
  }

  /** Exactly these messages, oldest first, have to be processed now. All leases end. */
  public void replace(Collection<Message> messages) {
    if (config.getRetainAckedMessages()) {
      acknowledged.addAll(unacknowledged());
    }
    empty();
    messages.forEach(this::publish);
    surroundings.stirred(this);
  }

  /** Oldest first. */
  public List<Message> unacknowledged() {
    var messages = new ArrayList<Message>();
    backlog.forEach(entry -> messages.add(entry.message));
    return messages;
  }

  private void empty() {
    leases.endAll();
    backoffs.clear();
    backlog.clear();
    waiting = newWaiting();
  }

  /** Drops every message and sends every consumer away. */
  public void close(Refusal reason) {
    empty();
    acknowledged.clear();
    dismiss(consumer -> Optional.of(reason));
  }

  /** Sends the consumers away for which there is a reason. */
  public void dismiss(Function<Consumer, Optional<Refusal>> reason) {
    for (var consumer : List.copyOf(consumers)) {
      reason
          .apply(consumer)
          .ifPresent(
              refusal -> {
                leave(consumer);
                consumer.refuse(refusal);
                surroundings.served(consumer);
              });
    }
  }

  public long backlogBytes() {
    return backlog.bytes();
  }

  public SubscriptionView view(Instant now) {
    var age =
        backlog
            .oldest()
            .map(entry -> Duration.between(entry.message.publishTime(), now))
            .orElse(Duration.ZERO);
    return new SubscriptionView(
        config.getName(), backlog.size(), leases.size(), age, leases.byClient());
  }
}
