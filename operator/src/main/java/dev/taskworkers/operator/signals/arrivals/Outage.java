// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import dev.taskworkers.runtime.GrowingPause;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;

/** The time that a doorbell can't listen: why, since when, and how long until it tries again. */
final class Outage {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A stream breaks now and then and is back soon; after this time another source is used. */
  private static final Duration BRIEF = Duration.ofSeconds(30);

  private final GrowingPause pause = new GrowingPause(Duration.ofSeconds(1), LONGEST_PAUSE);
  private Status why;
  private Instant since;

  Outage(Status why, Instant since) {
    this.why = why;
    this.since = since;
    pause.longer();
  }

  /** The doorbell listened until now. */
  void begin(Status status, Instant now) {
    why = status;
    since = now;
  }

  /**
   * A try has ended.
   *
   * @param lasted how long it had listened in that try
   * @return the time until the next: twice as long each time, until one has lasted
   */
  Duration failed(Status status, Duration lasted) {
    why = status;
    if (lasted.compareTo(LONGEST_PAUSE) > 0) {
      pause.end();
    }
    return pause.longer();
  }

  DoorbellFailure silence(Instant now) {
    return new DoorbellFailure(why, isFinal(why.getCode()) || since.plus(BRIEF).isBefore(now));
  }

  private static boolean isFinal(Status.Code code) {
    return switch (code) {
      case PERMISSION_DENIED, NOT_FOUND, INVALID_ARGUMENT, UNAUTHENTICATED, UNIMPLEMENTED -> true;
      default -> false;
    };
  }
}
