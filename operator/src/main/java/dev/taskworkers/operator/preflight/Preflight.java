package dev.taskworkers.operator.preflight;

import com.google.pubsub.v1.SubscriptionName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Remembers what was found out about subscriptions and looks again now and then, so that a
 * reconciler never waits for Pub/Sub.
 */
public final class Preflight {
  private static final Duration AGAIN_IF_FIT = Duration.ofMinutes(5);
  private static final Duration AGAIN_IF_NOT = Duration.ofSeconds(20);

  private record Entry(Verdict verdict, Instant due, boolean underWay) {}

  private final SubscriptionCheck check;
  private final Executor background;
  private final Map<SubscriptionName, Entry> known = new ConcurrentHashMap<>();

  public Preflight(SubscriptionCheck check, Executor background) {
    this.check = check;
    this.background = background;
  }

  /** The last verdict on {@code name}; looks again in the background when it is due. */
  public Verdict verdict(SubscriptionName name, Instant now) {
    var before = known.getOrDefault(name, new Entry(Verdict.pending(), Instant.MIN, false));
    if (!before.underWay() && !now.isBefore(before.due())) {
      known.put(name, new Entry(before.verdict(), before.due(), true));
      background.execute(() -> look(name, now));
    }
    return before.verdict();
  }

  private void look(SubscriptionName name, Instant now) {
    var verdict = check.check(name);
    var again = verdict.fit() == Verdict.Fit.YES ? AGAIN_IF_FIT : AGAIN_IF_NOT;
    known.put(name, new Entry(verdict, now.plus(again), false));
  }

  /** Forgets a subscription that no pool uses any more. */
  public void forget(SubscriptionName name) {
    known.remove(name);
  }
}
