// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import dev.taskworkers.emulator.pubsub.delivery.Release;
import dev.taskworkers.simulation.Percentiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Books what Pub/Sub saw of the tasks of one subscription: nothing is taken from the workers. */
public final class TaskLedger implements CloudObserver {
  private final String topic;
  private final String subscription;
  private final Predicate<String> isPod;
  private final Map<String, Entry> tasks = new HashMap<>();
  private final Map<String, Map<String, Instant>> heldByPod = new HashMap<>();
  private final List<Double> waits = new ArrayList<>();
  private Optional<Instant> lastCompleted = Optional.empty();
  private long completed;
  private long redelivered;

  private static final class Entry {
    private int deliveries;
    private int acknowledgements;
  }

  /**
   * @param isPod tells pods from other clients, which start no task: the operator's probe takes one
   *     and gives it back
   */
  public TaskLedger(String topic, String subscription, Predicate<String> isPod) {
    this.topic = topic;
    this.subscription = subscription;
    this.isPod = isPod;
  }

  @Override
  public synchronized void published(String name, String messageId, Instant at) {
    if (name.equals(topic)) {
      tasks.put(messageId, new Entry());
    }
  }

  @Override
  public synchronized void delivered(Delivery delivery) {
    if (!delivery.subscription().equals(subscription) || !isPod.test(delivery.client())) {
      return;
    }
    var entry = tasks.get(delivery.messageId());
    if (entry.deliveries++ == 0) {
      waits.add(Duration.between(delivery.publishTime(), delivery.at()).toNanos() / 1e9);
    } else {
      redelivered++;
    }
    heldByPod
        .computeIfAbsent(delivery.client(), pod -> new HashMap<>())
        .put(delivery.messageId(), delivery.at());
  }

  @Override
  public synchronized void acknowledged(
      String name, String messageId, String client, Instant at, boolean current) {
    if (!name.equals(subscription)) {
      return;
    }
    if (tasks.get(messageId).acknowledgements++ == 0) {
      completed++;
      lastCompleted = Optional.of(at);
    }
    heldBy(client).remove(messageId);
  }

  @Override
  public synchronized void released(
      String name, String messageId, String client, Instant at, Release how) {
    if (name.equals(subscription)) {
      heldBy(client).remove(messageId);
    }
  }

  /** The tasks that a pod holds, with the times at which it got them. */
  public synchronized Map<String, Instant> heldNow(String pod) {
    return Map.copyOf(heldBy(pod));
  }

  /**
   * The processes of a pod were killed: it runs nothing of what Pub/Sub still counts as its own.
   */
  public synchronized void crashed(String pod) {
    heldByPod.remove(pod);
  }

  private Map<String, Instant> heldBy(String pod) {
    return heldByPod.getOrDefault(pod, new HashMap<>());
  }

  public synchronized long dispatched() {
    return tasks.size();
  }

  /** Tasks that were acknowledged. */
  public synchronized long completed() {
    return completed;
  }

  /** When a task was acknowledged, the latest. */
  public synchronized Optional<Instant> lastCompleted() {
    return lastCompleted;
  }

  /** Acknowledgements beyond the first of a task: it ran to its end more than once. */
  public synchronized long duplicates() {
    return tasks.values().stream().mapToLong(task -> Math.max(0, task.acknowledgements - 1)).sum();
  }

  /** Deliveries beyond the first of a task. */
  public synchronized long redelivered() {
    return redelivered;
  }

  /** Seconds from publishing to the first delivery to a pod. */
  public synchronized Percentiles waits() {
    return Percentiles.of(waits.stream().mapToDouble(wait -> Math.round(wait * 1000) / 1000.0));
  }

  /** Seconds from publishing to delivery, of the first task that was delivered; 0 before. */
  public synchronized double firstWait() {
    return waits.isEmpty() ? 0 : waits.get(0);
  }

  /** The mean of the last {@code count} waits, seconds; 0 without any. */
  public synchronized double recentWait(int count) {
    var from = Math.max(0, waits.size() - count);
    return waits.subList(from, waits.size()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(0);
  }
}
