package dev.taskworkers.worker.telemetry;

import dev.taskworkers.worker.time.Moment;
import java.util.Optional;

/**
 * Since when a slot has been free while the subscription was asked for tasks: the proof that it had
 * none to give. A worker whose first pull has not been answered proves nothing: it may still be
 * connecting. Belongs to the loop.
 */
public final class FreeSlots {
  /** Null while there is no proof. */
  private Moment since;

  private boolean answered;

  /** A pull was answered: with all it asked for, nothing is proved, for there may be more. */
  public void answered(int asked, int received) {
    answered = true;
    if (received >= asked) {
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

  public Optional<Moment> since() {
    return Optional.ofNullable(since);
  }
}
