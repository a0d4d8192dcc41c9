// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

/** A message that one subscription has not got an acknowledgement for; a node of its backlog. */
final class Unacked {
  enum State {
    WAITING,
    LEASED,
    BACKING_OFF,
    /** Acknowledged, dropped or dead-lettered; queues skip it when they come across it. */
    GONE
  }

  final Message message;
  State state = State.WAITING;

  /** Leases that ended without an acknowledgement. */
  int failures;

  // The links of the backlog's list; a list of its own nodes costs 8 bytes a message.
  Unacked previous;
  Unacked next;

  Unacked(Message message) {
    this.message = message;
  }

  String key() {
    return message.orderingKey();
  }

  boolean isGone() {
    return state == State.GONE;
  }

  boolean isWaiting() {
    return state == State.WAITING;
  }

  static int byAge(Unacked one, Unacked other) {
    return Long.compare(one.message.sequence(), other.message.sequence());
  }
}
