package dev.taskworkers.operator.preflight;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers verdicts, and looks again in the background when they are due. */
final class Verdicts<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);
  private static final Duration AGAIN_IF_FIT = Duration.ofMinutes(5);
  private static final Duration AGAIN_IF_NOT = Duration.ofSeconds(20);

  /** What is overdue for so long is not asked for any more. */
  private static final Duration FORGET = Duration.ofMinutes(15);

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);

  private record Entry(Verdict verdict, Instant due, boolean underWay) {}

  private final Function<T, Verdict> check;
  private final Executor background;
  private final Map<T, Entry> known = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> sweepAt = new AtomicReference<>(Instant.MIN);

  Verdicts(Function<T, Verdict> check, Executor background) {
    this.check = check;
    this.background = background;
  }

  /** The last verdict on {@code thing}, without waiting for a newer one. */
  Verdict on(T thing, Instant now) {
    sweep(now);
    var last = known.getOrDefault(thing, new Entry(Verdict.pending(), now, false));
    if (!last.underWay() && !now.isBefore(last.due())) {
      known.put(thing, new Entry(last.verdict(), now, true));
      background.execute(() -> look(thing, last.verdict(), now));
    }
    return last.verdict();
  }

  /** Now and then: to go through all things for each one would not scale. */
  private void sweep(Instant now) {
    var due = sweepAt.get();
    if (!now.isBefore(due) && sweepAt.compareAndSet(due, now.plus(SWEEP_EVERY))) {
      known.values().removeIf(entry -> entry.due().plus(FORGET).isBefore(now));
    }
  }

  private void look(T thing, Verdict last, Instant now) {
    var verdict = Verdict.unknown("NoAnswer", thing + " could not be looked at.");
    try {
      verdict = check.apply(thing);
    } catch (RuntimeException e) {
      LOG.warn("{} could not be looked at; it is tried again", thing, e);
    } finally {
      var again = verdict.fit() == Verdict.Fit.YES ? AGAIN_IF_FIT : AGAIN_IF_NOT;
      known.put(thing, new Entry(verdict.after(last), now.plus(again), false));
    }
  }
}
