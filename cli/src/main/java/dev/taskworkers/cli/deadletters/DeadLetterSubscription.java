// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A dead-letter subscription as one command sees it. What it takes it holds, so that nothing comes
 * twice, until the command removes it or ends; then everything else goes back, also after an error
 * or Ctrl-C: what the command's thread is doing then is finished first, and it begins nothing more.
 * Of a dead letter it keeps no more than its ids.
 */
final class DeadLetterSubscription implements AutoCloseable {
  private static final int BATCH = 100;
  private static final int ACK_IDS = 500;

  /** Pub/Sub may answer nothing although there is something: so often in a row it is believed. */
  private static final int EMPTY_PULLS = 3;

  private static final int LEASE_SECONDS = 60;

  /** What a process that is told to stop may wait: a call that is not answered takes longer. */
  private static final Duration TO_FINISH = Duration.ofSeconds(5);

  private final Calls calls;
  private final int most;
  private final Instant asOf;
  private final Predicate<DeadLetterMessage> meant;
  private final Map<String, String> held = new LinkedHashMap<>();
  private final Set<String> removed = new HashSet<>();
  private final Set<String> published = new HashSet<>();

  /** Of those that are held, the ids of those with an ordering key whose order Pub/Sub keeps. */
  private final Set<String> ordered = new HashSet<>();

  /** The ordering keys of those of them that were not taken. */
  private final Set<String> passed = new HashSet<>();

  /** The ids of those that came after one of these. */
  private final Set<String> behind = new HashSet<>();

  /** The ordering keys of those that were taken, and left. */
  private final Set<String> left = new HashSet<>();

  private Optional<Boolean> keepsOrder = Optional.empty();

  private int looked;
  private int later;
  private int others;
  private boolean exhausted;
  private boolean heldBack;
  private boolean busy;
  private volatile boolean closed;

  /** It was closed before what was asked of it began. */
  static final class Stopped extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private Stopped() {
      super("The command was stopped before it had finished.");
    }
  }

  /**
   * @param most dead letters that are looked at
   * @param asOf dead letters that came later are held, but not taken
   * @param meant others are held, too, but not taken
   */
  DeadLetterSubscription(Calls calls, int most, Instant asOf, Predicate<DeadLetterMessage> meant) {
    this.calls = calls;
    this.most = most;
    this.asOf = asOf;
    this.meant = meant;
  }

  /**
   * Takes a few dead letters that were not taken yet; empty: none seems to be left, or enough seen.
   */
  List<DeadLetterMessage> take() {
    return take(pulled -> true);
  }

  /**
   * The same, but it takes nothing more once {@code goesOn} denies it of what one pull brought,
   * also of what is held and not taken.
   */
  List<DeadLetterMessage> take(Predicate<List<DeadLetterMessage>> goesOn) {
    begin();
    try {
      return pull(goesOn);
    } finally {
      end();
    }
  }

  /**
   * Takes dead letters, a few whenever more are asked for, until none seems to be left, or enough
   * seen.
   */
  Stream<List<DeadLetterMessage>> batches() {
    return Stream.iterate(take(), some -> !some.isEmpty(), some -> take());
  }

  /** Takes dead letters until one has this id. */
  Optional<DeadLetterMessage> find(String id) {
    return batches().flatMap(List::stream).filter(message -> message.id().equals(id)).findFirst();
  }

  private List<DeadLetterMessage> pull(Predicate<List<DeadLetterMessage>> goesOn) {
    var empty = 0;
    while (empty < EMPTY_PULLS && looked < most && !closed) {
      var pulled = calls.pull(Math.min(most - looked, BATCH));
      empty = pulled.isEmpty() ? empty + 1 : 0;
      var taken = hold(pulled);
      if (!pulled.isEmpty() && !goesOn.test(pulled)) {
        return List.of();
      }
      if (!taken.isEmpty()) {
        return taken;
      }
    }
    heldBack = empty >= EMPTY_PULLS && !ordered.isEmpty();
    exhausted = empty >= EMPTY_PULLS && !heldBack;
    return List.of();
  }

  /**
   * Publishes the task of a dead letter, then removes the dead letter.
   *
   * @return why the dead letter stays although its task is published; empty: it is removed
   * @throws Stopped when nothing is published
   */
  Optional<String> redrive(DeadLetterMessage message, String topic) {
    begin();
    try {
      published.add(calls.publish(message, topic));
      return removePublished(message);
    } finally {
      end();
    }
  }

  private Optional<String> removePublished(DeadLetterMessage message) {
    try {
      acknowledge(List.of(message));
      return Optional.empty();
    } catch (UsageException | IllegalStateException failed) {
      return Optional.of(failed.getMessage());
    }
  }

  /** A command that changes dead letters leaves this one. */
  void leave(DeadLetterMessage message) {
    if (ordered.contains(message.id())) {
      left.add(message.orderingKey());
    }
  }

  /** Whether one before it stays, so that Pub/Sub would deliver it again if it were removed. */
  boolean isBehindOneThatStays(DeadLetterMessage message) {
    return behind.contains(message.id()) || left.contains(message.orderingKey());
  }

  /** Removes dead letters for good. */
  void remove(List<DeadLetterMessage> messages) {
    begin();
    try {
      acknowledge(messages);
    } finally {
      end();
    }
  }

  private synchronized void acknowledge(List<DeadLetterMessage> messages) {
    calls.acknowledge(messages.stream().map(this::ackId).toList());
    for (var message : messages) {
      held.remove(message.id());
      ordered.remove(message.id());
      removed.add(message.id());
    }
  }

  /** The command's thread begins something that is not to be cut in two. */
  private synchronized void begin() {
    if (closed) {
      throw new Stopped();
    }
    busy = true;
  }

  private synchronized void end() {
    busy = false;
    notifyAll();
  }

  /** The topic of a subscription. */
  String topicOf(String subscription) {
    return calls.topicOf(subscription);
  }

  /** Whether its own topic is this one; who may pull need not be allowed to know. */
  boolean isTopic(String topic) {
    try {
      return calls.ownTopic().equals(topic);
    } catch (UsageException | IllegalStateException unknown) {
      return false;
    }
  }

  /** How many dead letters were looked at. */
  int looked() {
    return looked;
  }

  /** How many of them came too late to be taken. */
  int later() {
    return later;
  }

  /** How many of them are not meant. */
  int others() {
    return others;
  }

  /** Whether it stopped because it had seen enough. */
  boolean full() {
    return looked >= most;
  }

  /**
   * Whether it has looked at all that could be had: it has stopped neither because it had seen
   * enough, nor because something failed or somebody stopped it, nor may what it holds keep others
   * from it.
   */
  boolean exhausted() {
    return exhausted;
  }

  /**
   * Whether there may be more although nothing came: it holds dead letters with an ordering key
   * whose order the subscription keeps, and Pub/Sub gives none of a key that follows one that is
   * out.
   */
  boolean heldBack() {
    return heldBack;
  }

  /** Holds everything for another minute. */
  synchronized void renew() {
    lease(held.values(), LEASE_SECONDS);
  }

  /**
   * Gives back what is held, also what a pull brings that is out: Pub/Sub would keep it otherwise
   * for as long as the subscription says. Another thread's work is waited for.
   */
  @Override
  public synchronized void close() {
    closed = true;
    awaitIdle();
    try {
      lease(held.values(), 0);
    } finally {
      held.clear();
    }
  }

  private void awaitIdle() {
    var until = System.nanoTime() + TO_FINISH.toNanos();
    try {
      while (busy && until - System.nanoTime() > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<DeadLetterMessage> hold(List<DeadLetterMessage> pulled) {
    var again = new ArrayList<String>();
    var ackIds = new ArrayList<String>();
    var taken = new ArrayList<DeadLetterMessage>();
    for (var message : pulled) {
      if (removed.contains(message.id())) {
        again.add(message.ackId());
        continue;
      }
      ackIds.add(message.ackId());
      if (held.put(message.id(), message.ackId()) == null) {
        looked++;
        var keyed = !message.orderingKey().isEmpty() && keepsOrder();
        if (keyed) {
          ordered.add(message.id());
        }
        if (keyed && passed.contains(message.orderingKey())) {
          behind.add(message.id());
        }
        if (isTaken(message)) {
          taken.add(message);
        } else if (keyed) {
          passed.add(message.orderingKey());
        }
      }
    }
    if (!again.isEmpty()) {
      calls.acknowledge(again);
    }
    lease(ackIds, closed ? 0 : LEASE_SECONDS);
    return taken;
  }

  private boolean isTaken(DeadLetterMessage message) {
    if (!meant.test(message)) {
      others++;
      return false;
    }
    if (isLater(message)) {
      later++;
      return false;
    }
    return true;
  }

  /** Asked once, and only for dead letters with ordering keys. */
  private boolean keepsOrder() {
    if (keepsOrder.isEmpty()) {
      keepsOrder = Optional.of(askForOrder());
    }
    return keepsOrder.get();
  }

  /**
   * Who may pull need not be allowed to read the subscription; to keep the order is never wrong.
   */
  private boolean askForOrder() {
    try {
      return calls.keepsOrder();
    } catch (UsageException | IllegalStateException unknown) {
      return true;
    }
  }

  /** By this machine's clock, or because its task was published here; clocks may differ. */
  private boolean isLater(DeadLetterMessage message) {
    return message.publishTime().isAfter(asOf) || published.contains(message.told("message-id"));
  }

  /** The latest: a dead letter that was delivered once more has another. */
  private String ackId(DeadLetterMessage message) {
    return held.getOrDefault(message.id(), message.ackId());
  }

  /** A call that fails does not keep the others from being made. */
  private void lease(Collection<String> ackIds, int seconds) {
    var all = List.copyOf(ackIds);
    RuntimeException first = null;
    for (var from = 0; from < all.size(); from += ACK_IDS) {
      try {
        calls.lease(all.subList(from, Math.min(from + ACK_IDS, all.size())), seconds);
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
