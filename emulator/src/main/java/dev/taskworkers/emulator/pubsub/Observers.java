// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import dev.taskworkers.emulator.pubsub.delivery.Release;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells everybody who watches. */
final class Observers implements CloudObserver {
  private final List<CloudObserver> all = new CopyOnWriteArrayList<>();

  void add(CloudObserver observer) {
    all.add(observer);
  }

  @Override
  public void published(String topic, String messageId, Instant at) {
    all.forEach(each -> each.published(topic, messageId, at));
  }

  @Override
  public void delivered(Delivery delivery) {
    all.forEach(each -> each.delivered(delivery));
  }

  @Override
  public void acknowledged(
      String subscription, String messageId, String client, Instant at, boolean current) {
    all.forEach(each -> each.acknowledged(subscription, messageId, client, at, current));
  }

  @Override
  public void released(
      String subscription, String messageId, String client, Instant at, Release how) {
    all.forEach(each -> each.released(subscription, messageId, client, at, how));
  }

  @Override
  public void streamOpened(String subscription, String client, Instant made) {
    all.forEach(each -> each.streamOpened(subscription, client, made));
  }

  @Override
  public void streamEnded(String subscription, String client) {
    all.forEach(each -> each.streamEnded(subscription, client));
  }
}
