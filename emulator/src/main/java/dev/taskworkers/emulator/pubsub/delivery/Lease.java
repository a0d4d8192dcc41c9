// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.time.Instant;

/** One subscriber's right to work on one message until a deadline. */
public final class Lease {
  final Unacked entry;
  final Consumer holder;
  private final AckId ackId;
  private final int attempt;
  Instant deadline;

  Lease(Unacked entry, AckId ackId, Consumer holder, Instant deadline) {
    this.entry = entry;
    this.ackId = ackId;
    this.holder = holder;
    this.attempt = entry.failures + 1;
    this.deadline = deadline;
  }

  public AckId ackId() {
    return ackId;
  }

  /** The name of the endpoint through which the holder came. */
  public String client() {
    return holder.client();
  }

  public Message message() {
    return entry.message;
  }

  /** 1 for the first delivery. */
  public int attempt() {
    return attempt;
  }

  public int bytes() {
    return entry.message.bytes();
  }

  static int byDeadline(Lease one, Lease other) {
    var order = one.deadline.compareTo(other.deadline);
    return order != 0 ? order : Unacked.byAge(one.entry, other.entry);
  }
}
