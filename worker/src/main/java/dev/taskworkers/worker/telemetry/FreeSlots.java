// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import dev.taskworkers.runtime.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * Since when a slot has been free while the subscription was asked for tasks: the proof that it had
 * none to give. A slot that waits for the answer to a pull proves nothing, nor does a worker whose
 * first pull has not been answered: it may still be connecting. Belongs to the loop.
 */
public final class FreeSlots {
  /**
   * A pull takes 20 to 200 ms, and now and then Pub/Sub answers with nothing, or with less than was
   * asked for, though more waits.
   */
  private static final Duration LONGEST_PULL = Duration.ofSeconds(1);

  /** Null while there is no proof. */
  private Moment since;

  private boolean answered;

  /** A pull was answered: with any task, nothing is proved, for there may be more. */
  public void answered(int received) {
    answered = true;
    if (received > 0) {
      since = null;
    }
  }

  /** Notes the state after something has changed. */
  public void observe(boolean freeWhileAsking, Moment now) {
    if (!freeWhileAsking || !answered) {
      since = null;
    } else if (since == null) {
      since = now;
    }
  }

  /** Since when; empty where the slot has been free for no longer than a pull takes. */
  public Optional<Moment> since(Moment now) {
    return Optional.ofNullable(since)
        .filter(begin -> begin.until(now).compareTo(LONGEST_PULL) >= 0);
  }
}
