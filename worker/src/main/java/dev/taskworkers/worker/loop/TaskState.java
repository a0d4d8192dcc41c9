// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Moment;
import java.time.Duration;
import java.util.List;

/** What a task in hand is doing. It is doing exactly one of these things. */
sealed interface TaskState {
  /** Who sees to it that this ends. */
  Keeper keeper();

  /** All that look after tasks. */
  enum Keeper {
    NOBODY,
    KEY_QUEUES,
    SLOT_QUEUE,
    BACKOFF_QUEUE,
    SLOTS,
    DEAD_LETTERS,
    ACKNOWLEDGEMENTS,
    NACKS
  }

  /** What says all by its name. */
  enum Plain implements TaskState {
    /** It has just arrived. */
    ARRIVED(Keeper.NOBODY),
    /** It waits behind another task of its ordering key. */
    IN_LINE(Keeper.KEY_QUEUES),
    /** It failed and waits here for its next run. */
    RESTING(Keeper.BACKOFF_QUEUE),
    /** Its dead letter is being stored. */
    BEING_FORWARDED(Keeper.DEAD_LETTERS),
    /** It is in hand no more. */
    LEFT(Keeper.NOBODY);

    private final Keeper keeper;

    Plain(Keeper keeper) {
      this.keeper = keeper;
    }

    @Override
    public Keeper keeper() {
      return keeper;
    }
  }

  /**
   * It may begin as soon as there is a slot.
   *
   * @param since when it could have begun, had there been one
   */
  record Ready(Moment since) implements TaskState {
    @Override
    public Keeper keeper() {
      return Keeper.SLOT_QUEUE;
    }
  }

  /** It runs, whether its lease is still ours or not. */
  record Running(RunningTask work) implements TaskState {
    @Override
    public Keeper keeper() {
      return Keeper.SLOTS;
    }
  }

  /** Pub/Sub is told that it is done. */
  record BeingAcknowledged(Done as) implements TaskState {
    @Override
    public Keeper keeper() {
      return Keeper.ACKNOWLEDGEMENTS;
    }
  }

  /**
   * Pub/Sub is told to deliver it again.
   *
   * @param delay after that
   * @param along those of its key whose leases end with its own
   */
  record GoingBack(Duration delay, List<LeasedTask> along) implements TaskState {
    @Override
    public Keeper keeper() {
      return Keeper.NACKS;
    }
  }

  /** As what a task is acknowledged. */
  enum Done {
    SUCCESS,
    DROPPED,
    DEAD_LETTER,
    DUPLICATE
  }
}
