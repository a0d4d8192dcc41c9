// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Permit;
import java.util.function.IntConsumer;

/** A task in our hands, from its arrival until Pub/Sub has it back or is told that it is done. */
final class LeasedTask {
  private final Delivery delivery;
  private final Permit permit;
  private final Lease lease;
  private final IntConsumer inLine;
  private TaskState state = TaskState.Plain.ARRIVED;
  private boolean ranHere;
  private boolean failedHere;

  /**
   * @param inLine hears 1 when it begins to wait in line, and -1 when that is over
   */
  LeasedTask(Delivery delivery, Permit permit, Lease lease, IntConsumer inLine) {
    this.delivery = delivery;
    this.permit = permit;
    this.lease = lease;
    this.inLine = inLine;
  }

  /** Names it to Pub/Sub. */
  String ackId() {
    return delivery.ackId();
  }

  Delivery delivery() {
    return delivery;
  }

  Task task() {
    return delivery.task();
  }

  /** What it takes up where it came from. */
  Permit permit() {
    return permit;
  }

  Lease lease() {
    return lease;
  }

  String key() {
    return delivery.task().orderingKey();
  }

  boolean keyed() {
    return !key().isEmpty();
  }

  TaskState state() {
    return state;
  }

  /** True while it is in hand and neither runs nor is settled. */
  boolean waits() {
    return switch (state.keeper()) {
      case KEY_QUEUES, SLOT_QUEUE, BACKOFF_QUEUE -> true;
      case NOBODY, SLOTS, DEAD_LETTERS, ACKNOWLEDGEMENTS, NACKS -> false;
    };
  }

  /** The task is now in another state. */
  void become(TaskState next) {
    var waited = state == TaskState.Plain.IN_LINE;
    var waits = next == TaskState.Plain.IN_LINE;
    state = next;
    if (waited != waits) {
      inLine.accept(waits ? 1 : -1);
    }
  }

  /** A run of this delivery begins. */
  void begins() {
    ranHere = true;
    failedHere = false;
  }

  /** It fails here, and runs here again as {@code later}, another delivery of the same task. */
  void goesOnAs(LeasedTask later) {
    later.ranHere = true;
    later.failedHere = true;
    ranHere = false;
  }

  /** True when a run of this delivery has begun, unless it goes on as another one. */
  boolean ranHere() {
    return ranHere;
  }

  /** True when a run of this delivery has failed, and the next one has not begun. */
  boolean failedHere() {
    return failedHere;
  }

  /** The run of this delivery fails. */
  void fails() {
    failedHere = true;
  }
}
