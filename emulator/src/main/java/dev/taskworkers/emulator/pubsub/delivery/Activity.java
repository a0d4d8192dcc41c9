// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

/** What a subscription has done since it was created; the sources of Monitoring's counters. */
public final class Activity {
  private long sent;
  private long acknowledged;
  private long expired;
  private long deadLettered;
  private boolean begun;

  /** A first message has come: from now on the subscription has time series. */
  public void begin() {
    begun = true;
  }

  public void send() {
    sent++;
  }

  public void acknowledge() {
    acknowledged++;
  }

  public void expire() {
    expired++;
  }

  public void deadLetter() {
    deadLettered++;
  }

  public boolean begun() {
    return begun;
  }

  public Totals totals() {
    return new Totals(sent, acknowledged, expired, deadLettered);
  }

  /** The counters at one moment. */
  public record Totals(long sent, long acknowledged, long expired, long deadLettered) {}
}
