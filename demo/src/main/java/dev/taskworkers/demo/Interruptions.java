// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Release;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the tasks that a pod was running when it was told to stop, and that it did not finish. */
final class Interruptions implements CloudObserver {
  private final PodLedger pods;
  private final AtomicInteger count = new AtomicInteger();

  public Interruptions(PodLedger pods) {
    this.pods = pods;
  }

  @Override
  public void released(
      String subscription, String messageId, String client, Instant at, Release how) {
    if (pods.heldAtStop(client, messageId)) {
      count.incrementAndGet();
    }
  }

  public int count() {
    return count.get();
  }
}
