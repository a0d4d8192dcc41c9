// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the background work of each tick, and knows when it last ran. */
final class TickRunner {
  private static final Logger LOG = LoggerFactory.getLogger(TickRunner.class);

  /** No work of a tick waits for anybody, so that this long is for ever. */
  private static final Duration STUCK = Duration.ofMinutes(5);

  private final Clock clock;
  private volatile Instant last;

  TickRunner(Clock clock) {
    this.clock = clock;
    this.last = clock.instant();
  }

  /**
   * One tick; an error is logged here, or the executor would never run another. Where a class can't
   * be loaded, or there is no thread to be had, it may be possible at the next tick.
   */
  void tick(List<Consumer<Instant>> works) {
    works.forEach(this::attempt);
    last = clock.instant();
  }

  /** Work beside the ticks, which is repeated likewise whatever becomes of it. */
  void attempt(Consumer<Instant> work) {
    try {
      work.accept(clock.instant());
    } catch (RuntimeException | Error e) {
      LOG.error("the background work of a tick failed; the operator continues with the next", e);
    }
  }

  Optional<String> problem() {
    return last.plus(STUCK).isBefore(clock.instant())
        ? Optional.of("no tick has ended since " + last)
        : Optional.empty();
  }
}
