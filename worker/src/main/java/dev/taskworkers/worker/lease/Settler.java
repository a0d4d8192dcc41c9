package dev.taskworkers.worker.lease;

import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.failure.DeadLetterTopic;
import dev.taskworkers.worker.pull.LeaseAnswer;
import dev.taskworkers.worker.pull.Subscription;
import dev.taskworkers.worker.time.Backoff;
import dev.taskworkers.worker.time.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Pub/Sub how tasks ended. Acknowledgements gather until {@link #send}, and while a request
 * is out; they are sent again until they arrive or their lease is lost. {@code changed} hears that
 * fewer are pending, and sends. Belongs to the loop.
 */
public final class Settler {
  private static final Logger log = LoggerFactory.getLogger(Settler.class);
  private static final int BATCH = 1000;

  private final Subscription subscription;
  private final DeadLetterTopic deadLetters;
  private final Leases leases;
  private final Loop loop;
  private final DoubleSupplier random;
  private final Runnable changed;
  private final Deque<Acknowledgement> acknowledgements = new ArrayDeque<>();
  private boolean sending;
  private int underWay;
  private int failures;

  public Settler(
      Subscription subscription,
      DeadLetterTopic deadLetters,
      Leases leases,
      Loop loop,
      DoubleSupplier random,
      Runnable changed) {
    this.subscription = subscription;
    this.deadLetters = deadLetters;
    this.leases = leases;
    this.loop = loop;
    this.random = random;
    this.changed = changed;
  }

  /** Settlements that are not confirmed yet. */
  public int pending() {
    return acknowledgements.size() + underWay;
  }

  /**
   * Acknowledges with the next {@link #send}; {@code confirmed} runs when Pub/Sub has it, and never
   * if the lease is lost.
   */
  public void acknowledge(Lease lease, Runnable confirmed) {
    acknowledgements.add(new Acknowledgement(lease, confirmed));
  }

  /** Publishes, and acknowledges only after that; {@code refused} hears why it was not stored. */
  public void bury(
      Lease lease, DeadLetter letter, Runnable confirmed, Consumer<Throwable> refused) {
    underWay++;
    loop.onResult(
        deadLetters.publish(letter),
        (stored, failure) -> {
          underWay--;
          if (failure == null) {
            acknowledge(lease, confirmed);
          } else {
            refused.accept(failure);
          }
          changed.run();
        });
  }

  /** Lets Pub/Sub deliver again after {@code delay}; if this fails, it does when the lease ends. */
  public void giveBack(List<String> ackIds, Duration delay) {
    underWay++;
    loop.onResult(
        subscription.lease(ackIds, delay),
        (answer, failure) -> {
          underWay--;
          if (failure != null) {
            log.warn("Tasks come back when their leases end: {}", failure.getMessage());
          }
          changed.run();
        });
  }

  /** Sends what has gathered, unless a request is out or a failure is waited for. */
  public void send() {
    if (sending) {
      return;
    }
    acknowledgements.removeIf(waiting -> !waiting.lease.held());
    var batch = new ArrayList<Acknowledgement>();
    while (batch.size() < BATCH && !acknowledgements.isEmpty()) {
      batch.add(acknowledgements.poll());
    }
    if (batch.isEmpty()) {
      return;
    }
    sending = true;
    underWay += batch.size();
    loop.onResult(
        subscription.acknowledge(batch.stream().map(each -> each.lease.ackId()).toList()),
        (answer, failure) -> {
          underWay -= batch.size();
          if (failure == null) {
            confirm(batch, answer);
          } else {
            sendLater(batch, failure.getMessage());
          }
        });
  }

  private void confirm(List<Acknowledgement> batch, LeaseAnswer answer) {
    leases.lost(answer.lost());
    var again = new ArrayList<Acknowledgement>();
    for (var each : batch) {
      if (answer.again().contains(each.lease.ackId())) {
        again.add(each);
      } else if (each.lease.held()) {
        leases.release(each.lease);
        each.confirmed.run();
      }
    }
    if (again.isEmpty()) {
      failures = 0;
      sending = false;
    } else {
      sendLater(again, "Pub/Sub could not take " + again.size() + " of them yet.");
    }
    changed.run();
  }

  private void sendLater(List<Acknowledgement> batch, String why) {
    failures++;
    if (failures == 1) {
      log.warn("Acknowledgements are sent again: {}", why);
    }
    acknowledgements.addAll(batch);
    loop.after(
        Backoff.BETWEEN_CALLS.delay(failures, random.getAsDouble()),
        () -> {
          sending = false;
          changed.run();
        });
  }

  private record Acknowledgement(Lease lease, Runnable confirmed) {}
}
