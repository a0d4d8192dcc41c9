// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** When the first task of a topic was begun, and when the last one of the burst was done. */
final class BurstRecorder implements CloudObserver {
  private final String topic;
  private final String subscription;
  private final int burst;
  private final Set<String> toDo = new HashSet<>();
  private int published;
  private Optional<Instant> begin = Optional.empty();
  private Optional<Instant> firstTask = Optional.empty();
  private Optional<Instant> end = Optional.empty();

  /**
   * @param burst how many of the first tasks are the burst
   */
  public BurstRecorder(String topic, String subscription, int burst) {
    this.topic = topic;
    this.subscription = subscription;
    this.burst = burst;
  }

  @Override
  public synchronized void published(String name, String messageId, Instant at) {
    if (name.equals(topic)) {
      begin = begin.or(() -> Optional.of(at));
      if (published++ < burst) {
        toDo.add(messageId);
      }
    }
  }

  @Override
  public synchronized void delivered(Delivery delivery) {
    if (delivery.subscription().equals(subscription)) {
      firstTask = firstTask.or(() -> Optional.of(delivery.at()));
    }
  }

  @Override
  public synchronized void acknowledged(
      String name, String messageId, String client, Instant at, boolean current) {
    if (name.equals(subscription)
        && toDo.remove(messageId)
        && toDo.isEmpty()
        && published >= burst) {
      end = Optional.of(at);
    }
  }

  /** From the first task's publication until a worker had one; NaN before. */
  public synchronized double firstTaskSeconds() {
    return sinceBegin(firstTask);
  }

  /** From the first task's publication until all of the burst were acknowledged; NaN before. */
  public synchronized double burstEndSeconds() {
    return sinceBegin(end);
  }

  private double sinceBegin(Optional<Instant> time) {
    return time.map(at -> Duration.between(begin.orElseThrow(), at).toMillis() / 1000.0)
        .orElse(Double.NaN);
  }
}
