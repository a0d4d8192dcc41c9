// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import dev.taskworkers.operator.scaling.input.Backlog;
import java.time.Instant;
import java.util.Optional;

/**
 * A backlog, and how it is known.
 *
 * @param message a sentence that says how far it can be trusted, and what to do when it can't
 * @param lastEmpty Monitoring answers, and the last samples, if any were seen, counted nothing
 * @param held when some region held messages, if that was after the last sample: what the others
 *     held then is not known yet
 */
public record KnownBacklog(
    Backlog backlog, String message, boolean lastEmpty, Optional<Instant> held) {
  /** Of a pool that may not ask about its subscription. */
  public static final KnownBacklog NOT_ASKED =
      new KnownBacklog(
          Backlog.missing(), "Nothing is asked about the subscription.", false, Optional.empty());

  /**
   * The backlog with the sentence of its state.
   *
   * @param problem why the last question got no answer, or what keeps samples from being used; may
   *     be empty unless the state is ERROR
   */
  public static KnownBacklog of(Backlog backlog, String problem) {
    return new KnownBacklog(
        backlog,
        switch (backlog.state()) {
          case FRESH -> "Cloud Monitoring shows recent samples.";
          case STALE ->
              "The newest sample of Cloud Monitoring is too old to be used; nothing is removed"
                  + " because of it."
                  + (problem.isEmpty() ? "" : " Reason: " + problem + ".");
          case MISSING ->
              "Cloud Monitoring shows no sample of this subscription, which does not mean that it"
                  + " is empty: it was never used, has been quiet for long, or there is a gap.";
          case ERROR ->
              "Cloud Monitoring did not answer the last request ("
                  + problem
                  + "). Nothing is removed because of it.";
        },
        false,
        Optional.empty());
  }

  /** Whether Monitoring shows no samples after empty ones: as of a subscription that is quiet. */
  public boolean endedEmpty() {
    return lastEmpty && backlog.state() == Backlog.State.MISSING;
  }

  /**
   * Whether new samples have stopped after empty ones: as of a subscription that has just become
   * quiet, whose last ones are still shown.
   */
  public boolean stoppedEmpty() {
    return lastEmpty && backlog.state() == Backlog.State.STALE;
  }

  /** This backlog, of which the last samples counted nothing. */
  KnownBacklog withLastEmpty() {
    return new KnownBacklog(backlog, message, true, held);
  }

  KnownBacklog withHeld(Optional<Instant> at) {
    return new KnownBacklog(backlog, message, lastEmpty, at);
  }
}
