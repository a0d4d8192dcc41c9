// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import dev.taskworkers.operator.scaling.input.Backlog;

/**
 * A backlog, and how it is known.
 *
 * @param message a sentence that says how far it can be trusted, and what to do when it can't
 * @param endedEmpty Monitoring answers and shows no samples, and the last one, if any was seen,
 *     counted nothing: as of a subscription that is quiet
 */
public record KnownBacklog(Backlog backlog, String message, boolean endedEmpty) {
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
        false);
  }

  /** The same, without samples as a quiet subscription is. */
  KnownBacklog withEndedEmpty() {
    return new KnownBacklog(backlog, message, true);
  }
}
