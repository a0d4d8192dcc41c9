// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import java.time.Duration;
import java.time.Instant;

/** Whether Cloud Monitoring has samples of a subscription, and how late they are. */
final class SamplesCheck {
  private static final String NAME = "samples";

  private SamplesCheck() {}

  /**
   * No samples, or late ones, are no defect: a subscription that is quiet has none.
   *
   * @param now when it was asked
   */
  static Check of(KnownBacklog known, Instant now) {
    var samples = known.backlog().samples();
    var message =
        known.message() + (samples.isEmpty() ? "" : said(samples.get(samples.size() - 1), now));
    return known.backlog().state() == State.FRESH
        ? Check.yes(NAME, message)
        : Check.unknown(NAME, message);
  }

  private static String said(Sample newest, Instant now) {
    return " The newest is "
        + Duration.between(newest.at(), now).toSeconds()
        + " s old and counts "
        + newest.undelivered()
        + (newest.undelivered() == 1 ? " message." : " messages.");
  }
}
